//! The notation of amendments: `m0 retract r1 source by keeper dated 2014-03-01 cites s2`, `m1 deny fact r1 by s3`,
//! `m2 same-as b a by keeper`, `m3 correct transcription date by keeper : r1 leave member=n @ 2014-03-02 [s0]`; what a
//! correction puts right is a line of its own: a report, `source s2 2014-02-20`, `source s2 of a 2014-02-20`, `place
//! east away` or `actor n person`.

use annals::domain::{
    Actor, ActorKind, Amendment, Amends, Because, Body, Citation, EventDate, Holder, Kind, Name, Place, Slug,
    SpeechKind,
};

use super::{Chronology, blank, notation, slug};

/// Whether a line is an amendment, not a report.
pub fn is_amendment(line: &str) -> bool {
    line.starts_with('m')
}

/// Reads one amendment of a chronology.
pub fn amendment(line: &str, of: &Chronology) -> Amendment {
    let (head, becomes) = line.split_once(" : ").unwrap_or((line, ""));
    let (what, by) = head.split_once(" by ").expect(line);
    let words: Vec<&str> = what.split_whitespace().collect();
    let because = |word: &str| Because::parse(word).expect(line);
    let act = match words[1..] {
        ["confirm", event] => Amends::Confirm { event: slug(event) },
        ["dispute", aspect, event] => Amends::Dispute { event: slug(event), aspect: aspect.to_owned() },
        ["deny", aspect, event] => Amends::Deny { event: slug(event), aspect: aspect.to_owned() },
        ["retract", target, why] => Amends::Retract { target: slug(target), because: because(why) },
        ["same-as", actor, stays] => Amends::SameAs { actor: slug(actor), stays: slug(stays) },
        ["correct", why, keys] => {
            let keys = keys.split('+').map(str::to_owned).collect();
            Amends::Correct { because: because(why), keys, becomes: Box::new(body(becomes, of)) }
        }
        _ => panic!("{line}"),
    };
    let mut words = by.split_whitespace();
    let by = match words.next().expect(line) {
        "keeper" => Holder::Keeper("keeper".to_owned()),
        id if of.actors.iter().any(|a| a.id.as_str() == id) => Holder::Actor(slug(id)),
        id => Holder::Source(slug(id)),
    };
    let mut amendment = Amendment {
        id: slug(first_word(head)),
        by,
        act,
        date: EventDate::undated(),
        citation: None,
        note: None,
    };
    while let (Some(word), Some(value)) = (words.next(), words.next()) {
        match word {
            "dated" => amendment.date = EventDate::parse(value).expect(line),
            _ => amendment.citation = Some(citation(&slug(value))),
        }
    }
    amendment
}

fn first_word(line: &str) -> &str {
    line.split_whitespace().next().unwrap_or_default()
}

/// A citation of a whole source.
pub fn citation(source: &Slug) -> Citation {
    Citation { source: source.clone(), ..blank("x", Kind::Speech(SpeechKind::Status)).citation }
}

fn body(line: &str, of: &Chronology) -> Body {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words[..] {
        ["source", id, .., date] => {
            let mut source = of.sources.iter().find(|s| s.id.as_str() == id).expect(line).clone();
            source.date = EventDate::parse(date).expect(line);
            source.party = line.split_once(" of ").map(|(_, rest)| slug(first_word(rest)));
            Body::Source(source)
        }
        ["place", id, within] => {
            Body::Place(Place { id: slug(id), names: vec![name(id)], within: Some(slug(within)), note: None })
        }
        ["actor", id, kind] => {
            let kind = ActorKind::parse(kind).expect(line);
            Body::Actor(Actor { id: slug(id), kind, names: vec![name(id)], note: None })
        }
        _ => Body::from(notation::report(line)),
    }
}

fn name(text: &str) -> Name {
    Name { text: text.to_owned(), sources: Vec::new() }
}

/// Writes one amendment.
pub fn write(amendment: &Amendment, of: &Chronology, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    write!(f, "{} {}", amendment.id, amendment.act.word())?;
    match &amendment.act {
        Amends::Confirm { event } => write!(f, " {event}")?,
        Amends::Dispute { event, aspect } | Amends::Deny { event, aspect } => write!(f, " {aspect} {event}")?,
        Amends::Retract { target, because } => write!(f, " {target} {}", because.word())?,
        Amends::SameAs { actor, stays } => write!(f, " {actor} {stays}")?,
        Amends::Correct { because, keys, .. } => write!(f, " {} {}", because.word(), keys.join("+"))?,
        Amends::Redact(redaction) => write!(f, " {}", redaction.target.record.id)?,
    }
    write!(f, " by {}", amendment.by.text())?;
    if amendment.date != EventDate::undated() {
        write!(f, " dated {}", amendment.date.text)?;
    }
    if let Some(citation) = &amendment.citation {
        write!(f, " cites {}", citation.source)?;
    }
    match &amendment.act {
        Amends::Correct { becomes, .. } => write_body(becomes, of, f),
        _ => Ok(()),
    }
}

fn write_body(body: &Body, of: &Chronology, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    write!(f, " : ")?;
    match body {
        Body::Report(report) => notation::write(report, of, f),
        Body::Source(source) => {
            let party = source.party.as_ref().map(|p| format!(" of {p}")).unwrap_or_default();
            write!(f, "source {}{party} {}", source.id, source.date.text)
        }
        Body::Place(place) => {
            write!(f, "place {} {}", place.id, place.within.as_ref().map_or("-", |w| w.as_str()))
        }
        Body::Actor(actor) => write!(f, "actor {} {}", actor.id, actor.kind.word()),
        Body::Amendment(_) | Body::Redacted(_) => Ok(()),
    }
}
