//! `annals draw`: pictures of lineages, coalitions and spans.

use std::process::ExitCode;

use super::failure::Failure;
use super::{Shared, names, open, out, when};
use crate::domain::{Day, Slug};
use crate::index::Asked;
use crate::question::{Directory, lineage};
use crate::render::picture::{Chart, Graph, Told, Wanted, coalitions, descent, dot, mermaid};
use crate::replay::Timeline;

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
            let seen = Seen::of(shared)?;
            let actor = names::actor(&seen.directory, &actor.join(" "))?;
            let asked = std::slice::from_ref(&actor);
            let steps = lineage(&seen.timeline, &actor, day);
            let graph = descent(&seen.told(asked, day), &actor, &steps, shared.asked_with());
            drawn(shared, arguments, &graph)?
        }
        What::Coalitions { date, actors } => {
            let day = when::day(date)?;
            let seen = Seen::of(shared)?;
            let asked = all(&seen.directory, actors)?;
            names::divided(&seen.timeline, &asked, day);
            drawn(shared, arguments, &coalitions(&seen.told(&asked, Some(day)), day, shared.asked_with()))?
        }
        What::Spans { actors, from, to } => {
            spans(shared, arguments, actors, when::between(from.as_deref(), to.as_deref())?)?
        }
    };
    out::text(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A chronology in a view.
struct Seen {
    directory: Directory,
    timeline: Timeline,
}

impl Seen {
    fn of(shared: &Shared) -> Result<Seen, Failure> {
        let annals = open::open(shared)?;
        let view = shared.view(&annals)?;
        Ok(Seen { directory: shared.directory(&annals)?, timeline: shared.timeline(&annals, &view) })
    }

    fn told<'a>(&'a self, asked: &'a [Slug], day: Option<Day>) -> Told<'a> {
        Told { timeline: &self.timeline, directory: &self.directory, asked, day }
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
        crate::annals::Opened::Whole(annals) => shared.directory(annals)?,
        crate::annals::Opened::Indexed(_) => shared.directory_of(opened.chronicle(), texts)?,
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
