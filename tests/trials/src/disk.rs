//! A disk that remembers what was written to it and when it was told to make it durable, so that any moment of
//! its life can be cut off as a power cut would.
//!
//! It is one file in a FUSE file system of our own, made a block device by the loop driver: what a real file
//! system asks of a real disk arrives here as writes and flushes. A disk may keep what was written since the last
//! flush, lose it, keep part of it, in any order; it may not lose what was flushed.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use fastrand::Rng;
use fuser::{
    BackgroundSession, Config, Errno, FileAttr, FileHandle, FileType, Filesystem, FopenFlags, Generation,
    INodeNo, LockOwner, OpenFlags, ReplyAttr, ReplyData, ReplyEmpty, ReplyEntry, ReplyOpen, ReplyWrite,
    Request, WriteFlags,
};

/// What no disk tears: a physical sector, as large as a block of the file system. ext4 itself does not survive finer
/// tears, of its superblock.
const SECTOR: usize = 4096;
/// The unit in which sizes of files are told.
const UNIT: u64 = 512;
/// The name of the one file.
const FILE: &str = "disk";

/// What happened to the disk, and around it, in order.
#[derive(Clone)]
pub enum Event {
    /// Bytes were written at an offset.
    Write(usize, Arc<[u8]>),
    /// Everything written before is durable now.
    Flush,
    /// The writer said that it is about to append, up to this position.
    Trying(u64),
    /// The writer was told that everything up to this position is durable.
    Acknowledged(u64),
}

struct State {
    image: Vec<u8>,
    events: Vec<Event>,
}

/// The recording, shared between the file system and who reads it.
#[derive(Clone)]
pub struct Recording(Arc<Mutex<State>>);

impl Recording {
    /// Of a disk with this content.
    pub fn of(image: Vec<u8>) -> Recording {
        Recording(Arc::new(Mutex::new(State { image, events: Vec::new() })))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes something that happened around the disk.
    pub fn note(&self, event: Event) {
        self.state().events.push(event);
    }

    /// How many events there were so far.
    pub fn len(&self) -> usize {
        self.state().events.len()
    }

    /// The first so many events.
    pub fn events(&self, count: usize) -> Vec<Event> {
        self.state().events.iter().take(count).cloned().collect()
    }
}

/// What becomes of what was written and not flushed.
#[derive(Clone, Copy, Debug)]
pub enum Loss {
    /// All of it is lost.
    Dropped,
    /// All of it is kept.
    Kept,
    /// Some of the writes are kept, whatever their order: those before may be lost, those after kept.
    Reordered,
    /// Some of the sectors of some of the writes are kept.
    Torn,
}

impl Loss {
    /// Every kind.
    pub const ALL: [Loss; 4] = [Loss::Dropped, Loss::Kept, Loss::Reordered, Loss::Torn];
}

/// What lies on the disk after a cut that came after the last of these events.
pub fn cut(before: &[u8], events: &[Event], loss: Loss, random: &mut Rng) -> Vec<u8> {
    let flushed = events.iter().rposition(|event| matches!(event, Event::Flush)).unwrap_or(0);
    let mut image = before.to_vec();
    for (index, event) in events.iter().enumerate() {
        let Event::Write(offset, bytes) = event else { continue };
        let keeps_write = match loss {
            _ if index < flushed => true,
            Loss::Dropped => false,
            Loss::Kept => true,
            Loss::Reordered | Loss::Torn => random.bool(),
        };
        let torn = index > flushed && matches!(loss, Loss::Torn);
        for (sector, part) in bytes.chunks(SECTOR).enumerate() {
            if keeps_write && (!torn || random.bool()) {
                let start = offset + sector * SECTOR;
                image[start..start + part.len()].copy_from_slice(part);
            }
        }
    }
    image
}

/// The file system of one file.
struct OneFile(Recording);

const TTL: Duration = Duration::from_secs(3600);

fn attributes(ino: INodeNo, size: u64, kind: FileType) -> FileAttr {
    FileAttr {
        ino,
        size,
        blocks: size / UNIT,
        atime: UNIX_EPOCH,
        mtime: UNIX_EPOCH,
        ctime: UNIX_EPOCH,
        crtime: UNIX_EPOCH,
        kind,
        perm: 0o700,
        nlink: 1,
        uid: 0,
        gid: 0,
        rdev: 0,
        flags: 0,
        blksize: 4096,
    }
}

impl OneFile {
    fn file(&self) -> FileAttr {
        attributes(INodeNo(2), self.0.state().image.len() as u64, FileType::RegularFile)
    }
}

impl Filesystem for OneFile {
    fn lookup(&self, _: &Request, _: INodeNo, name: &OsStr, reply: ReplyEntry) {
        if name == FILE {
            reply.entry(&TTL, &self.file(), Generation(0));
        } else {
            reply.error(Errno::ENOENT);
        }
    }

    fn getattr(&self, _: &Request, ino: INodeNo, _: Option<FileHandle>, reply: ReplyAttr) {
        match ino {
            INodeNo::ROOT => reply.attr(&TTL, &attributes(ino, 0, FileType::Directory)),
            _ => reply.attr(&TTL, &self.file()),
        }
    }

    fn open(&self, _: &Request, _: INodeNo, _: OpenFlags, reply: ReplyOpen) {
        reply.opened(FileHandle(1), FopenFlags::empty());
    }

    fn read(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        offset: u64,
        size: u32,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyData,
    ) {
        let state = self.0.state();
        let start = (offset as usize).min(state.image.len());
        let end = (start + size as usize).min(state.image.len());
        reply.data(&state.image[start..end]);
    }

    fn write(
        &self,
        _: &Request,
        _: INodeNo,
        _: FileHandle,
        offset: u64,
        data: &[u8],
        _: WriteFlags,
        _: OpenFlags,
        _: Option<LockOwner>,
        reply: ReplyWrite,
    ) {
        let mut state = self.0.state();
        let start = offset as usize;
        let Some(place) = state.image.get_mut(start..start + data.len()) else {
            return reply.error(Errno::ENOSPC);
        };
        place.copy_from_slice(data);
        state.events.push(Event::Write(start, data.into()));
        drop(state);
        reply.written(data.len() as u32);
    }

    fn fsync(&self, _: &Request, _: INodeNo, _: FileHandle, _: bool, reply: ReplyEmpty) {
        self.0.note(Event::Flush);
        reply.ok();
    }
}

/// Runs a command of the system that must succeed; gives what it printed.
pub fn system(command: &str, arguments: &[&OsStr]) -> io::Result<String> {
    let output = Command::new(command).args(arguments).output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(io::Error::other(format!("{command} {arguments:?}: {said}")));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// A recorded disk with a mounted file system.
pub struct Recorded {
    around: PathBuf,
    device: String,
    session: Option<BackgroundSession>,
}

impl Recorded {
    /// Makes a block device of a recording below a folder, and mounts the file system on it.
    pub fn mount(recording: &Recording, around: &Path, options: &str) -> io::Result<Recorded> {
        let disk = around.join("disk");
        let mounted = around.join("mounted");
        std::fs::create_dir_all(&disk)?;
        std::fs::create_dir_all(&mounted)?;
        let session = fuser::spawn_mount(OneFile(recording.clone()), &disk, &Config::default())?;
        let file = disk.join(FILE);
        let device = system("losetup", &["--find".as_ref(), "--show".as_ref(), file.as_os_str()])?;
        let recorded = Recorded { around: around.to_owned(), device, session: Some(session) };
        let device: &OsStr = recorded.device.as_ref();
        system("mount", &["-o".as_ref(), options.as_ref(), device, mounted.as_os_str()])?;
        Ok(recorded)
    }

    /// Where the file system is mounted.
    pub fn path(&self) -> PathBuf {
        self.around.join("mounted")
    }
}

impl Drop for Recorded {
    fn drop(&mut self) {
        // Whatever fails here is left behind for the person who looks at it.
        let _ = system("umount", &[self.path().as_os_str()]);
        let _ = system("losetup", &["--detach".as_ref(), self.device.as_ref()]);
        if let Some(session) = self.session.take() {
            // The loop device lets go of the file a moment after it is detached.
            for _ in 0..50 {
                if system("umount", &[self.around.join("disk").as_os_str()]).is_ok() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            let _ = session.umount_and_join();
        }
    }
}

/// A plain image, mounted.
pub struct Mounted(PathBuf);

impl Mounted {
    /// Mounts an image on a folder.
    pub fn new(image: &Path, on: &Path, options: &str) -> io::Result<Mounted> {
        std::fs::create_dir_all(on)?;
        let options = format!("loop,{options}");
        system("mount", &["-o".as_ref(), options.as_ref(), image.as_os_str(), on.as_os_str()])?;
        Ok(Mounted(on.to_owned()))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = system("umount", &[self.0.as_os_str()]);
    }
}
