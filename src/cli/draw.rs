//! `annals draw`: pictures of lineages, coalitions and spans.

use std::collections::BTreeSet;
use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, names, open, out, when};
use crate::annals::{Opened, doubted};
use crate::domain::{Day, Relation, Slug};
use crate::index::Asked;
use crate::question::{Directory, lineage};
use crate::render::picture::{Chart, Graph, Told, Wanted, coalitions, descent, dot, mermaid};
use crate::replay::{Spans, Timeline};

/// The format, and what to draw.
#[derive(clap::Args)]
#[command(
    after_help = "Example: annals draw svg lineage cma > cma.svg\n         annals draw mermaid coalitions 2015-06-30\n         \
                  annals draw --width 600 svg spans cpa cma > spans.svg\n\nCertain is solid, possible is dashed, disputed is \
                  marked."
)]
pub(super) struct Arguments {
    /// The format
    #[arg(value_enum)]
    picture: Picture,
    /// What to draw
    #[command(subcommand)]
    what: What,
    /// How wide an SVG may be, in pixels; a graph that is broader runs from top to bottom
    #[arg(long, value_name = "PIXELS", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(200..=20_000))]
    width: u32,
}

/// The formats of pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Picture {
    /// GraphViz
    Dot,
    /// Mermaid flowchart
    Mermaid,
    /// A picture by itself
    Svg,
}

/// What can be drawn.
#[derive(clap::Subcommand)]
enum What {
    /// What a body came out of, and what came out of it
    Lineage {
        /// The actor, by slug or name
        #[arg(required = true)]
        actor: Vec<String>,
        /// As it was on this day; else everything that ever was
        #[arg(long, value_name = "DATE")]
        at: Option<String>,
    },
    /// Who belonged to what on a day, directly
    Coalitions {
        /// The day, YYYY-MM-DD
        date: String,
        /// Only what these belong to and what belongs to them; none: all
        actors: Vec<String>,
    },
    /// From when to when the facts of some actors held (svg only)
    Spans {
        /// The actors; none: the being of all bodies
        actors: Vec<String>,
        /// First day (or month, year)
        #[arg(long)]
        from: Option<String>,
        /// Last day (or month, year)
        #[arg(long)]
        to: Option<String>,
    },
}

pub(super) fn run(shared: &Shared, arguments: &Arguments) -> Result<ExitCode, Failure> {
    // The picture stands alone on standard output.
    shared.alone.set(true);
    let text = match &arguments.what {
        What::Lineage { actor, at } => {
            let day = at.as_deref().map(when::day).transpose()?;
            let wanted = |lineage| Asked { lineage, ..Asked::default() };
            let mut seen = Seen::of(shared, &[actor.join(" ")], wanted)?;
            let Some(actor) = seen.asked.first().cloned() else { return Ok(ExitCode::SUCCESS) };
            let steps = lineage(&seen.timeline, &actor, day);
            let there = || steps.iter().flat_map(|s| s.subject.iter().chain(&s.object)).chain([&actor]);
            let named = doubted(&seen.timeline, there(), day.unwrap_or(Day::FUTURE));
            if matches!(seen.opened, Opened::Indexed(_)) && !named.is_empty() {
                let asked = Asked { named, ..wanted(vec![actor.clone()]) };
                seen.timeline =
                    shared.timeline_of(&seen.opened, &shared.view(seen.opened.chronicle())?, &asked)?;
            }
            let directory = seen.names(shared, there())?;
            let graph = descent(&seen.told(&directory, day), &actor, &steps, shared.asked_with());
            drawn(shared, arguments, &graph)?
        }
        What::Coalitions { date, actors } => {
            let day = when::day(date)?;
            let wanted = |about| Asked { about, between: true, ..Asked::default() };
            let seen = Seen::of(shared, actors, wanted)?;
            names::divided(&seen.timeline, &seen.asked, day);
            let members = seen.timeline.of_relation(Relation::DirectMemberOf).map(|t| &t.fluent);
            let directory =
                seen.names(shared, members.flat_map(|f| Some(&f.subject).into_iter().chain(&f.object)))?;
            let graph = coalitions(&seen.told(&directory, Some(day)), day, shared.asked_with());
            drawn(shared, arguments, &graph)?
        }
        What::Spans { actors, from, to } => {
            spans(shared, arguments, actors, when::between(from.as_deref(), to.as_deref())?)?
        }
    };
    out::text(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// What is told of actors in a view.
struct Seen {
    opened: Opened,
    asked: Vec<Slug>,
    timeline: Timeline,
}

impl Seen {
    /// What is `wanted` of the actors that texts name; of everything where they name none.
    fn of(shared: &Shared, texts: &[String], wanted: impl Fn(Vec<Slug>) -> Asked) -> Result<Seen, Failure> {
        let opened = if texts.is_empty() { open::whole(shared)? } else { open::to_ask(shared)? };
        let view = shared.view(opened.chronicle())?;
        let asked = all(&shared.directory_of(opened.chronicle(), texts)?, texts)?;
        let timeline = shared.timeline_of(&opened, &view, &wanted(asked.clone()))?;
        Ok(Seen { opened, asked, timeline })
    }

    /// The names of those that stand in a picture: of a large chronology of no others.
    fn names<'a>(
        &'a self,
        shared: &Shared,
        there: impl Iterator<Item = &'a Slug>,
    ) -> Result<Directory, Failure> {
        let there: BTreeSet<String> = there.chain(&self.asked).map(ToString::to_string).collect();
        shared.directory_of(self.opened.chronicle(), &there.into_iter().collect::<Vec<_>>())
    }

    fn told<'a>(&'a self, directory: &'a Directory, day: Option<Day>) -> Told<'a> {
        Told { timeline: &self.timeline, directory, asked: &self.asked, day }
    }
}

/// The actors that texts name.
fn all(directory: &Directory, texts: &[String]) -> Result<Vec<Slug>, Failure> {
    texts.iter().map(|text| names::actor(directory, text)).collect()
}

/// A graph in the format asked for.
fn drawn(shared: &Shared, arguments: &Arguments, graph: &Graph) -> Result<String, Failure> {
    // What was redacted of anybody who stands in it may be missing from it.
    let there: Vec<Slug> = graph.nodes.iter().filter_map(|node| Slug::new(&node.id).ok()).collect();
    shared.leaned.about(&there);
    if graph.edges.is_empty() {
        out::note("note: nothing is told that could be linked; the picture has no edges");
    }
    match arguments.picture {
        Picture::Dot => Ok(dot(graph)),
        Picture::Mermaid => Ok(mermaid(graph)),
        Picture::Svg => svg_of_graph(graph, arguments.width),
    }
}

/// A chart of spans.
fn spans(
    shared: &Shared,
    arguments: &Arguments,
    texts: &[String],
    (from, to): (Day, Day),
) -> Result<String, Failure> {
    if arguments.picture != Picture::Svg {
        let help =
            "write `annals draw svg spans`; `annals history ACTOR --chart` draws them as text".to_owned();
        return Err(Failure::usage("spans are only drawn as SVG", Some(help)));
    }
    let opened = if texts.is_empty() { open::whole(shared)? } else { open::to_ask(shared)? };
    let view = shared.view(opened.chronicle())?;
    let actors = all(&shared.directory_of(opened.chronicle(), texts)?, texts)?;
    shared.leaned.about(&actors);
    let timeline =
        shared.timeline_of(&opened, &view, &Asked { about: actors.clone(), ..Asked::default() })?;
    let directory = match &opened {
        Opened::Whole(annals) => shared.directory(annals)?,
        Opened::Indexed(_) => shared.directory_of(opened.chronicle(), texts)?,
    };
    let name = |id: &Slug| directory.name(id).to_owned();
    let wanted = Wanted { actors: &actors, from, to, name: &name, asked: shared.asked_with() };
    let chart = Chart::of(&timeline, &wanted);
    if chart.groups.is_empty() {
        out::note("note: no spans are told of that time; the picture is empty");
    }
    svg_of_chart(&chart, arguments.width)
}

#[cfg(feature = "pictures")]
fn svg_of_graph(graph: &Graph, width: u32) -> Result<String, Failure> {
    crate::render::picture::graph_svg(graph, f64::from(width)).map_err(|error| {
        let help = "ask of one actor, or draw it with GraphViz: `annals draw dot ... | dot -Tsvg`".to_owned();
        Failure::refused(error.to_string(), Some(help))
    })
}

#[cfg(feature = "pictures")]
fn svg_of_chart(chart: &Chart, width: u32) -> Result<String, Failure> {
    Ok(crate::render::picture::chart_svg(chart, f64::from(width)))
}

#[cfg(not(feature = "pictures"))]
fn without() -> Failure {
    let help = "build it with the feature `pictures`, or draw with dot or mermaid".to_owned();
    Failure::usage("this annals was built without pictures in SVG", Some(help))
}

#[cfg(not(feature = "pictures"))]
fn svg_of_graph(_: &Graph, _: u32) -> Result<String, Failure> {
    Err(without())
}

#[cfg(not(feature = "pictures"))]
fn svg_of_chart(_: &Chart, _: u32) -> Result<String, Failure> {
    Err(without())
}
