//! The canonical encoding of a body: the bytes its digest is taken over. It is independent of the storage
//! format and of the order of variants and fields in the code, so a digest outlives both.
//!
//! Version 1: the byte `01`, then one *value*. Every value opens with a tag, so a reader always knows where
//! it ends:
//!
//! ```text
//! text    t LENGTH BYTES               UTF-8; LENGTH is its bytes as u64, big-endian
//! number  n U64                        big-endian
//! truth   y | f                        affirmed, or not
//! list    [ VALUE* ]                   in the order given
//! map     ( (TEXT VALUE)* )            by key, bytes ascending
//! thing   { TEXT (TEXT VALUE)* }       its sort, then fields by name, in the order below
//! ```
//!
//! Words stand for enumerations (kinds, roles, details, relations, sureties), and a date is its expression
//! alone: its bounds follow from it. A field that is absent (or, for lists and maps of a thing, empty) is
//! left out, name and all: presence is explicit, and a field that comes later leaves the digests of older
//! records as they are. Inside a map an empty list is written: a role without fillers is *stated, but
//! unnamed*.
//!
//! ```text
//! source       id title author publisher date retrieved cited-by locator party reliability note
//! actor        id kind names note
//! place        id names within note
//! event        id kind roles details date words places hints variant-of surety contested says citation
//!              summary remarks
//! name         text sources
//! filler       actor surety
//! hint         kind other
//! proposition  affirmed, then either fact or report aspect
//! fact         relation subject object value
//! citation     source through paragraph page archive retrieved
//! amendment    id kind target because aspect keys becomes stays redacted leaned by date citation note
//! struck       position sort id digest
//! holder       sort id
//! ```
//!
//! What stands in the place of a redacted record has no encoding of its own, so that none can be taken for that of the
//! body that stood there.

use crate::domain::{
    Actor, Amendment, Amends, Because, Body, Citation, Content, Filler, Fluent, Hint, Holder, Name, Place,
    Proposition, Redacted, Redaction, Report, Slug, Source, Struck,
};

/// The version of the encoding.
const VERSION: u8 = 1;
/// Bytes that most bodies have room in.
const USUAL: usize = 1024;

/// The canonical encoding of a body, version 1. Two bodies encode alike exactly when they say the same. `None` of a
/// redacted one: of its body only the digest is left.
pub fn canonical(body: &Body) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(USUAL);
    out.push(VERSION);
    let mut w = Writer { out, whole: true };
    w.body(body);
    w.whole.then_some(w.out)
}

struct Writer {
    out: Vec<u8>,
    /// Whether every body in it could be written.
    whole: bool,
}

/// The building blocks.
impl Writer {
    fn text(&mut self, text: &str) {
        self.out.push(b't');
        self.out.extend_from_slice(&(text.len() as u64).to_be_bytes());
        self.out.extend_from_slice(text.as_bytes());
    }

    fn number(&mut self, number: u64) {
        self.out.push(b'n');
        self.out.extend_from_slice(&number.to_be_bytes());
    }

    fn list<T>(&mut self, items: &[T], mut each: impl FnMut(&mut Self, &T)) {
        self.out.push(b'[');
        for item in items {
            each(self, item);
        }
        self.out.push(b']');
    }

    fn map<'a, V: 'a>(
        &mut self,
        entries: impl Iterator<Item = (&'a str, V)>,
        mut each: impl FnMut(&mut Self, V),
    ) {
        self.out.push(b'(');
        let mut entries: Vec<(&str, V)> = entries.collect();
        entries.sort_unstable_by_key(|(key, _)| *key);
        for (key, value) in entries {
            self.text(key);
            each(self, value);
        }
        self.out.push(b')');
    }

    fn thing(&mut self, sort: &str, fields: impl FnOnce(&mut Self)) {
        self.out.push(b'{');
        self.text(sort);
        fields(self);
        self.out.push(b'}');
    }

    fn text_field(&mut self, name: &str, text: &str) {
        self.text(name);
        self.text(text);
    }

    fn optional_field(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.text_field(name, text);
        }
    }

    fn list_field<T>(&mut self, name: &str, items: &[T], each: impl FnMut(&mut Self, &T)) {
        if !items.is_empty() {
            self.text(name);
            self.list(items, each);
        }
    }

    fn slug(&mut self, slug: &Slug) {
        self.text(slug.as_str());
    }
}

/// The things. Each takes its type apart in full, so that a new field cannot be forgotten here.
impl Writer {
    fn body(&mut self, body: &Body) {
        match body {
            Body::Source(source) => self.source(source),
            Body::Actor(actor) => self.actor(actor),
            Body::Place(place) => self.place(place),
            Body::Report(report) => self.report(report),
            Body::Amendment(amendment) => self.amendment(amendment),
            Body::Redacted(_) => self.whole = false,
        }
    }

    fn amendment(&mut self, amendment: &Amendment) {
        let Amendment { id, by, act, date, citation, note } = amendment;
        self.thing("amendment", |w| {
            w.text_field("id", id.as_str());
            w.text_field("kind", act.word());
            w.text_field("target", act.target().as_str());
            let because = match act {
                Amends::Redact(redaction) => Some(redaction.because.as_str()),
                act => act.because().map(Because::word),
            };
            w.optional_field("because", because);
            match act {
                Amends::Dispute { event: _, aspect } | Amends::Deny { event: _, aspect } => {
                    w.text_field("aspect", aspect);
                }
                Amends::Correct { because: _, keys, becomes } => {
                    w.list_field("keys", keys, |w, key| w.text(key));
                    w.text("becomes");
                    w.body(becomes);
                }
                Amends::SameAs { actor: _, stays } => w.text_field("stays", stays.as_str()),
                Amends::Redact(redaction) => {
                    let Redaction { target: _, with: _, because: _, leaned } = redaction;
                    let struck: Vec<&Struck> = redaction.struck().collect();
                    w.list_field("redacted", &struck, |w, struck| w.struck(struck));
                    w.list_field("leaned", leaned, |w, digest| w.text(&digest.hex()));
                }
                Amends::Confirm { event: _ } | Amends::Retract { target: _, because: _ } => {}
            }
            w.text("by");
            w.holder(by);
            w.text_field("date", &date.text);
            if let Some(citation) = citation {
                w.text("citation");
                w.citation(citation);
            }
            w.optional_field("note", note.as_deref());
        });
    }

    fn struck(&mut self, struck: &Struck) {
        let Struck { position, record: Redacted { sort, id, digest } } = struck;
        self.thing("struck", |w| {
            w.text("position");
            w.number(*position);
            w.text_field("sort", sort.word());
            w.text_field("id", id.as_str());
            w.text_field("digest", &digest.hex());
        });
    }

    fn holder(&mut self, holder: &Holder) {
        let sort = match holder {
            Holder::Actor(_) => "actor",
            Holder::Source(_) => "source",
            Holder::Keeper(_) => "keeper",
        };
        self.thing("holder", |w| {
            w.text_field("sort", sort);
            w.text_field("id", holder.text());
        });
    }

    fn source(&mut self, source: &Source) {
        let Source {
            id,
            title,
            author,
            publisher,
            date,
            retrieved,
            cited_by,
            locator,
            party,
            reliability,
            note,
        } = source;
        self.thing("source", |w| {
            w.text_field("id", id.as_str());
            w.text_field("title", title);
            w.optional_field("author", author.as_deref());
            w.optional_field("publisher", publisher.as_deref());
            w.text_field("date", &date.text);
            w.optional_field("retrieved", retrieved.as_deref());
            w.optional_field("cited-by", cited_by.as_ref().map(Slug::as_str));
            w.optional_field("locator", locator.as_deref());
            w.optional_field("party", party.as_ref().map(Slug::as_str));
            w.optional_field("reliability", reliability.as_deref());
            w.optional_field("note", note.as_deref());
        });
    }

    fn actor(&mut self, actor: &Actor) {
        let Actor { id, kind, names, note } = actor;
        self.thing("actor", |w| {
            w.text_field("id", id.as_str());
            w.text_field("kind", kind.word());
            w.list_field("names", names, Self::name);
            w.optional_field("note", note.as_deref());
        });
    }

    fn place(&mut self, place: &Place) {
        let Place { id, names, within, note } = place;
        self.thing("place", |w| {
            w.text_field("id", id.as_str());
            w.list_field("names", names, Self::name);
            w.optional_field("within", within.as_ref().map(Slug::as_str));
            w.optional_field("note", note.as_deref());
        });
    }

    fn report(&mut self, report: &Report) {
        let Report {
            id,
            kind,
            roles,
            details,
            date,
            words,
            places,
            hints,
            variant_of,
            surety,
            contested,
            says,
            citation,
            summary,
            remarks,
        } = report;
        self.thing("event", |w| {
            w.text_field("id", id.as_str());
            w.text_field("kind", kind.word());
            if !roles.is_empty() {
                w.text("roles");
                w.map(roles.iter().map(|(k, v)| (k.word(), v)), |w, fillers| w.list(fillers, Self::filler));
            }
            if !details.is_empty() {
                w.text("details");
                w.map(details.iter().map(|(k, v)| (k.word(), v)), |w, value| w.text(value));
            }
            w.text_field("date", &date.text);
            w.optional_field("words", words.as_deref());
            w.list_field("places", places, Self::slug);
            w.list_field("hints", hints, Self::hint);
            w.list_field("variant-of", variant_of, Self::slug);
            w.text_field("surety", surety.word());
            w.list_field("contested", contested, |w, aspect| w.text(aspect));
            w.list_field("says", says, Self::proposition);
            w.text("citation");
            w.citation(citation);
            w.text_field("summary", summary);
            if !remarks.is_empty() {
                w.text("remarks");
                w.map(remarks.iter().map(|(k, v)| (k.as_str(), v)), |w, value| w.text(value));
            }
        });
    }

    fn name(&mut self, name: &Name) {
        let Name { text, sources } = name;
        self.thing("name", |w| {
            w.text_field("text", text);
            w.list_field("sources", sources, Self::slug);
        });
    }

    fn filler(&mut self, filler: &Filler) {
        let Filler { actor, surety } = filler;
        self.thing("filler", |w| {
            w.text_field("actor", actor.as_str());
            w.text_field("surety", surety.word());
        });
    }

    fn hint(&mut self, hint: &Hint) {
        let Hint { kind, other } = hint;
        self.thing("hint", |w| {
            w.text_field("kind", kind.word());
            w.text_field("other", other.as_str());
        });
    }

    fn proposition(&mut self, proposition: &Proposition) {
        let Proposition { affirmed, content } = proposition;
        self.thing("proposition", |w| {
            w.text("affirmed");
            w.out.push(if *affirmed { b'y' } else { b'f' });
            match content {
                Content::Fact(fluent) => {
                    w.text("fact");
                    w.fact(fluent);
                }
                Content::Aspect { report, aspect } => {
                    w.text_field("report", report.as_str());
                    w.text_field("aspect", aspect);
                }
            }
        });
    }

    fn fact(&mut self, fluent: &Fluent) {
        let Fluent { relation, subject, object, value } = fluent;
        self.thing("fact", |w| {
            w.text_field("relation", relation.word());
            w.text_field("subject", subject.as_str());
            w.optional_field("object", object.as_ref().map(Slug::as_str));
            w.optional_field("value", value.as_deref());
        });
    }

    fn citation(&mut self, citation: &Citation) {
        let Citation { source, through, paragraph, page, archive, retrieved } = citation;
        self.thing("citation", |w| {
            w.text_field("source", source.as_str());
            w.optional_field("through", through.as_ref().map(Slug::as_str));
            if let Some(paragraph) = paragraph {
                w.text("paragraph");
                w.number(u64::from(*paragraph));
            }
            w.optional_field("page", page.as_deref());
            w.optional_field("archive", archive.as_deref());
            w.optional_field("retrieved", retrieved.as_deref());
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Detail, EventDate, HintKind, Kind, PostKind, Role, Surety};
    use crate::log::sample;

    #[test]
    fn given_a_small_body_when_encoded_then_its_bytes_are_as_documented() {
        let mut expected = vec![1];
        let text = |t: &str| [b"t".to_vec(), (t.len() as u64).to_be_bytes().to_vec(), t.into()].concat();
        expected.push(b'{');
        for part in ["place", "id", "kidal", "names"] {
            expected.extend(text(part));
        }
        expected.extend(b"[{");
        for part in ["name", "text", "Kidal"] {
            expected.extend(text(part));
        }
        expected.extend(b"}]}");
        assert_eq!(canonical(&sample::place("kidal", "Kidal")), Some(expected));
    }

    /// Every single change of meaning in a report.
    fn changes() -> Vec<fn(&mut Report)> {
        vec![
            |r| r.id = sample::slug("other"),
            |r| r.kind = Kind::Post(PostKind::Death),
            |r| drop(r.roles.insert(Role::With, vec![])),
            |r| drop(r.roles.remove(&Role::Founder)),
            |r| r.roles.get_mut(&Role::Founder).unwrap()[0].surety = Surety::Inferred,
            |r| r.roles.get_mut(&Role::Founder).unwrap()[0].actor = sample::slug("other"),
            |r| drop(r.details.insert(Detail::Form, "other".to_owned())),
            |r| drop(r.details.insert(Detail::Reason, String::new())),
            |r| r.date = EventDate::parse("2014-03-19").unwrap(),
            |r| r.words = None,
            |r| r.words = Some(String::new()),
            |r| r.places.reverse(),
            |r| r.hints[0].kind = HintKind::Before,
            |r| r.hints[0].other = sample::slug("other"),
            |r| drop(r.hints.pop()),
            |r| r.variant_of.clear(),
            |r| r.surety = Surety::Ambiguous,
            |r| r.contested.push("date".to_owned()),
            |r| r.says[0].affirmed = !r.says[0].affirmed,
            |r| r.says.reverse(),
            |r| r.says[0].content = Content::Fact(Fluent::parse("member-of cpa other").unwrap()),
            |r| r.citation.source = sample::slug("001"),
            |r| r.citation.through = Some(sample::slug("000")),
            |r| r.citation.paragraph = Some(4),
            |r| r.citation.page = Some("3".to_owned()),
            |r| r.citation.archive = None,
            |r| r.citation.retrieved = None,
            |r| r.summary.push('.'),
            |r| drop(r.remarks.insert("attendance".to_owned(), "701".to_owned())),
            |r| drop(r.remarks.insert("founder".to_owned(), "absent".to_owned())),
        ]
    }

    #[test]
    fn given_a_report_when_anything_it_says_changes_then_its_encoding_changes() {
        let mut seen = vec![canonical(&Body::from(sample::full_report()))];
        for (index, change) in changes().into_iter().enumerate() {
            let mut report = sample::full_report();
            change(&mut report);
            let bytes = canonical(&Body::from(report));
            assert!(!seen.contains(&bytes), "change {index} is not covered");
            seen.push(bytes);
        }
    }

    #[test]
    fn given_a_redacted_body_when_encoded_then_there_is_none_nor_of_what_holds_it() {
        let redacted = sample::redacted(&sample::place("kidal", "Kidal"));
        assert_eq!(canonical(&redacted), None);
        let becomes = Box::new(redacted);
        let act = Amends::Correct { because: Because::Source, keys: vec!["name".to_owned()], becomes };
        assert_eq!(canonical(&sample::by_keeper("c", act)), None);
    }

    #[test]
    fn given_the_bounds_of_a_date_when_they_change_then_the_encoding_stays() {
        let mut report = sample::full_report();
        let before = canonical(&Body::from(report.clone()));
        report.date.begin = EventDate::parse("1990").unwrap().begin;
        assert_eq!(canonical(&Body::from(report)), before);
    }
}
