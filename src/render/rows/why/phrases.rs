//! The words a tree is written in: what each ground, doubt and deed means to a reader.

use crate::question::{Does, Doubt, Ground};

/// A ground, as the beginning of a sentence; reports, facts and days follow.
pub(super) fn ground(ground: Ground) -> &'static str {
    match ground {
        Ground::Begun => "it has begun",
        Ground::Acts => "who acts exists from then on",
        Ground::Seen => "it is seen to hold",
        Ground::KnownByEnd => "a later end tells that it held before",
        Ground::Heard => "in this view the word of one actor counts as fact",
        Ground::Borne => "a name that is borne without a date",
        Ground::Path => "it holds by a path of memberships",
        Ground::OfItsPosts => "it is answered by these posts",
        Ground::BeginsWithin => "it begins on one of these days",
        Ground::OpenToTheLeft => "it has begun by then, and nothing tells since when",
        Ground::SeenWithin => "it is seen to hold on some of these days",
        Ground::MayHaveBegun => "what tells of it is less than certain",
        Ground::MayReturn => "who lost it may be back",
        Ground::EndsWithin => "it ends on one of these days",
        Ground::MayHaveEnded => "it may have ended",
        Ground::MayHaveLapsed => "it was given for a time, and may be over from then on",
        Ground::UnorderedDay => "an end of the same day, which nothing orders",
        Ground::Denied => "it is denied, and nobody opposes the denial",
        Ground::Affirmed => "it is claimed, nobody opposes the claim, and nothing else is told",
        Ground::Horizon => "later than any source could have known",
        Ground::BodyPossible => "what it presupposes is itself possible only",
        Ground::BodyMayHaveEnded => "what it presupposes may have ended",
        Ground::WeakLeg => "a path is as sure as its weakest leg",
        Ground::LeftPerhaps => "somebody on the path may have left",
        Ground::Fading => "it was last told longer ago than this view lets it stay certain",
        Ground::Worlds => "it holds on some readings of what is told only",
        Ground::Accounts => "accounts differ",
        Ground::ClaimsOpposed => "claims oppose each other",
        Ground::StatementsExclude => "it is told to go on after it is told to have ended",
        Ground::ActsAfterEnd => "it acts after it is told to have ended",
        Ground::BodyDisputed => "what it presupposes is itself in dispute",
        Ground::Ended => "it was ended",
        Ground::Displaced => "another took its place",
        Ground::BodyGone => "what it presupposes does not hold then",
        Ground::NoReturn => "what it presupposes was gone meanwhile, and nothing comes back with it",
        Ground::BeforeBirth => "it comes into being later",
        Ground::NotYetBegun => "what begins it comes later",
        Ground::SeenOnly => "it was seen on other days only",
        Ground::Silence => "nothing is told of it then",
        Ground::BeforeFirstReport => "the first report of it is of later",
        Ground::HeldByAnother => "only one can hold it, and another does",
        Ground::ClaimSettled => "a claim is settled",
        Ground::ClaimOutweighed => "a claim is outweighed by what is told",
        Ground::NoStanding => "who would have ended it had no standing to",
        Ground::Void => "a report of it is void: somebody it needs was not there",
        Ground::LegGone => "the last path had broken",
        Ground::Left => "a departure cuts every path",
    }
}

/// What a report does, with the fact as *it*.
pub(super) fn does(word: &str) -> &'static str {
    let all = [
        (Does::Begins, "begins it"),
        (Does::Birth, "brings it into being"),
        (Does::Evidence, "shows it by an act"),
        (Does::Ends, "ends it"),
        (Does::Displaces, "puts another in its place"),
        (Does::Over, "ends it by what follows"),
        (Does::Observes, "sees it"),
        (Does::MayLapse, "lets it lapse"),
        (Does::MayReturn, "may let it come back"),
        (Does::Affirms, "says that it is so"),
        (Does::Denies, "says that it is not so"),
        (Does::EndsBody, "ends what it presupposes"),
        (Does::DeniesReport, "denies what another report tells"),
    ];
    all.iter().find(|(does, _)| does.word() == word).map_or("", |(_, phrase)| phrase)
}

/// Why a report is less than certain; whom it concerns follows.
pub(super) fn doubt(word: &str) -> &'static str {
    let all = [
        (Doubt::Inferred, "inferred from what is told"),
        (Doubt::Ambiguous, "ambiguous"),
        (Doubt::PerhapsStands, "perhaps not published by then, or not standing"),
        (Doubt::Filler, "role inferred"),
        (Doubt::Standing, "standing not certain"),
        (Doubt::Account, "one of several accounts"),
        (Doubt::Scope, "scope"),
        (Doubt::Reaches, "told of"),
        (Doubt::Consequence, "at most possible after a"),
    ];
    all.iter().find(|(doubt, _)| doubt.word() == word).map_or("", |(_, phrase)| phrase)
}
