//! What is told of reports: other accounts, denials, corrections, retractions.

use annals::domain::{
    Amendment, Amends, Because, Body, Citation, Detail, EventDate, Filler, Holder, Report, Role, Slug, Surety,
};

use super::dates::exactly;
use super::story::{Story, Told};

/// Who keeps the chronology.
const KEEPER: &str = "keeper";

impl Story {
    /// Another source's account of a happening, which differs: on another day, with another actor, or in its numbers.
    pub fn variant(&mut self, told: &Told) -> Report {
        let other = self.other(0);
        let mut report = told.report.clone();
        report.variant_of = vec![report.id.clone()];
        report.id = self.fresh("r");
        report.hints.clear();
        let later = 1 + self.chance.below(3);
        let source = self.cast.source(told.day, later);
        report.citation = Citation {
            source,
            through: None,
            paragraph: Some(1),
            page: None,
            archive: None,
            retrieved: None,
        };
        let actor = self.cast.id(other);
        let sole = [Role::By, Role::SideB, Role::In].into_iter().find(|role| report.role(*role).len() == 1);
        match sole.filter(|_| self.chance.permille(350)) {
            Some(role) if role != Role::In && !mentions(&report, &actor) => {
                report.roles.insert(role, vec![Filler { actor, surety: Surety::Stated }]);
            }
            _ if self.chance.permille(250) => {
                let dead = self.chance.below(200).to_string();
                if report.details.contains_key(&Detail::Dead) {
                    report.details.insert(Detail::Dead, dead);
                }
            }
            _ => report.date = exactly(told.day + 1 + self.chance.days(300)),
        }
        report.summary = format!("{}, by another account", report.summary);
        report
    }

    /// A source, or an actor in a source, does not accept what is told.
    pub fn denial(&mut self, told: &Told) -> Amendment {
        let event = told.report.id.clone();
        let later = 1 + self.chance.below(3);
        let source = self.cast.source(told.day, later);
        let aspect = if self.chance.permille(700) { "fact" } else { "date" }.to_owned();
        let party = told.report.actors().first().map(|actor| (*actor).clone());
        let by = match party.filter(|_| self.chance.permille(500)) {
            // Of `about`, what is spoken of need not be an actor.
            Some(actor) if self.cast.ids.contains(&actor) => Holder::Actor(actor),
            _ => Holder::Source(source.clone()),
        };
        let act = if self.chance.permille(500) {
            Amends::Deny { event, aspect }
        } else {
            Amends::Dispute { event, aspect }
        };
        let cited = Citation {
            source,
            through: None,
            paragraph: Some(1),
            page: None,
            archive: None,
            retrieved: None,
        };
        let citation = matches!(by, Holder::Actor(_)).then_some(cited);
        self.amendment(by, act, EventDate::undated(), citation)
    }

    /// A key of a report reads otherwise: a vaguer date becomes a day, or a place or the words are others.
    pub fn correction(&mut self, told: &Told) -> Amendment {
        let mut becomes = told.report.clone();
        let because = if self.chance.permille(700) { Because::Transcription } else { Because::Source };
        let day = exactly(told.day);
        let vague = !becomes.date.is_spell() && becomes.date != day && !becomes.date.text.contains('[');
        let key = if vague && self.chance.permille(700) {
            becomes.date = day;
            "date"
        } else if becomes.places.len() == 1 && self.chance.permille(300) {
            let town = self.chance.of(&self.cast.towns).cloned();
            becomes.places = town.into_iter().filter(|town| !becomes.places.contains(town)).collect();
            "place"
        } else {
            becomes.summary = format!("{}, put right", becomes.summary);
            "summary"
        };
        let date = match because {
            Because::Source => exactly(self.day),
            Because::Transcription => EventDate::undated(),
        };
        let act =
            Amends::Correct { because, keys: vec![key.to_owned()], becomes: Box::new(Body::from(becomes)) };
        self.amendment(Holder::Keeper(KEEPER.to_owned()), act, date, None)
    }

    /// A report is taken back.
    pub fn retraction(&mut self, target: Slug) -> Amendment {
        let act = Amends::Retract { target, because: Because::Transcription };
        self.amendment(Holder::Keeper(KEEPER.to_owned()), act, EventDate::undated(), None)
    }

    fn amendment(
        &mut self,
        by: Holder,
        act: Amends,
        date: EventDate,
        citation: Option<Citation>,
    ) -> Amendment {
        let id = self.fresh("a");
        Amendment { id, by, act, date, citation, note: None }
    }
}

fn mentions(report: &Report, actor: &Slug) -> bool {
    report.actors().contains(&actor)
}
