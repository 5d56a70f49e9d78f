/*
 * Records what a process and its children do to a database's files, in the order in which the operating system did it.
 * Loaded before the C library (LD_PRELOAD), it stands before each call that changes a file. SqlitePowerCutTest reads the
 * recording (PowerCutRecording) and builds what a power cut could have left.
 *
 * POWERCUT_FILE is the database. The files whose names begin with it are recorded, but for -shm, which no power cut
 * leaves. What is written to POWERCUT_FILE.acks is recorded as an acknowledgement. POWERCUT_LOG is the recording.
 *
 * A sync takes POWERCUT_SYNC_MICROS and is otherwise left out: the disk of the simulation is the recording. Whatever was
 * written before the record of its begin is on that disk from the record of its end on.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define MOST_FILES 65536

enum kind { OTHER, RECORDED, ACKNOWLEDGEMENTS };

static struct { enum kind kind; uint64_t inode; } files[MOST_FILES];
static char database[4096];
static char folder[4096];
static int recording = -1;
static useconds_t sync_micros = 300;
static volatile int *lock_word; /* shared by all processes of a recording */
static volatile uint64_t *ticket;

#define REAL(result, name, ...) \
  static result (*real_##name)(__VA_ARGS__); \
  if (!real_##name) real_##name = (result (*)(__VA_ARGS__))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void start(void) {
  const char *file = getenv("POWERCUT_FILE");
  const char *log = getenv("POWERCUT_LOG");
  const char *micros = getenv("POWERCUT_SYNC_MICROS");
  if (!file || !log) return;
  snprintf(database, sizeof database, "%s", file);
  snprintf(folder, sizeof folder, "%s", file);
  *strrchr(folder, '/') = 0;
  if (micros) sync_micros = (useconds_t)atoi(micros);
  char name[4200];
  snprintf(name, sizeof name, "%s.lock", log);
  int shared = (int)syscall(SYS_openat, AT_FDCWD, name, O_RDWR | O_CREAT, 0600);
  if (shared < 0 || syscall(SYS_ftruncate, shared, 4096) != 0) abort();
  void *page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, shared, 0);
  if (page == MAP_FAILED) abort();
  lock_word = page;
  ticket = (volatile uint64_t *)((char *)page + 64);
  recording = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (recording < 0) abort();
}

static void lock(void) {
  while (__sync_lock_test_and_set(lock_word, 1)) sched_yield();
}

static void unlock(void) { __sync_lock_release(lock_word); }

/* One record: kind, inode, number, length, content. */
static void record(char kind, uint64_t inode, uint64_t number, const void *content, uint32_t length) {
  size_t size = 21 + (size_t)length;
  char *bytes = malloc(size);
  bytes[0] = kind;
  memcpy(bytes + 1, &inode, 8);
  memcpy(bytes + 9, &number, 8);
  memcpy(bytes + 17, &length, 4);
  if (length) memcpy(bytes + 21, content, length);
  if (syscall(SYS_write, recording, bytes, size) != (long)size) abort();
  free(bytes);
}

static int is_recorded(int fd) { return fd >= 0 && fd < MOST_FILES && files[fd].kind == RECORDED; }

static uint64_t inode_of(int fd) {
  struct stat status;
  return fstat(fd, &status) ? 0 : (uint64_t)status.st_ino;
}

static int opened(const char *path, int fd) {
  if (fd < 0 || fd >= MOST_FILES || recording < 0) return fd;
  files[fd].kind = OTHER;
  size_t length = strlen(database);
  if (strcmp(path, folder) == 0) {
    files[fd].kind = RECORDED;
  } else if (strncmp(path, database, length) == 0) {
    const char *end = path + length;
    files[fd].kind = strcmp(end, ".acks") == 0 ? ACKNOWLEDGEMENTS : strcmp(end, "-shm") == 0 ? OTHER : RECORDED;
  }
  if (files[fd].kind == RECORDED) {
    files[fd].inode = inode_of(fd);
    record('O', files[fd].inode, 0, path, (uint32_t)strlen(path));
  }
  return fd;
}

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    REAL(int, name, const char *, int, ...); \
    va_list rest; \
    va_start(rest, flags); \
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0; \
    va_end(rest); \
    if (recording < 0) return real_##name(path, flags, mode); \
    lock(); \
    int fd = opened(path, real_##name(path, flags, mode)); \
    int error = errno; \
    unlock(); \
    errno = error; \
    return fd; \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  REAL(int, close, int);
  if (fd >= 0 && fd < MOST_FILES) files[fd].kind = OTHER;
  return real_close(fd);
}

#define PWRITE(name) \
  ssize_t name(int fd, const void *content, size_t length, off64_t offset) { \
    REAL(ssize_t, name, int, const void *, size_t, off64_t); \
    if (!is_recorded(fd)) return real_##name(fd, content, length, offset); \
    lock(); \
    ssize_t written = real_##name(fd, content, length, offset); \
    int error = errno; \
    if (written > 0) record('W', files[fd].inode, (uint64_t)offset, content, (uint32_t)written); \
    unlock(); \
    errno = error; \
    return written; \
  }
PWRITE(pwrite)
PWRITE(pwrite64)

ssize_t write(int fd, const void *content, size_t length) {
  REAL(ssize_t, write, int, const void *, size_t);
  if (fd < 0 || fd >= MOST_FILES || files[fd].kind == OTHER) return real_write(fd, content, length);
  lock();
  off64_t offset = lseek64(fd, 0, SEEK_CUR);
  ssize_t written = real_write(fd, content, length);
  int error = errno;
  if (written > 0) {
    char kind = files[fd].kind == ACKNOWLEDGEMENTS ? 'A' : 'W';
    record(kind, files[fd].inode, (uint64_t)offset, content, (uint32_t)written);
  }
  unlock();
  errno = error;
  return written;
}

#define FTRUNCATE(name) \
  int name(int fd, off64_t length) { \
    REAL(int, name, int, off64_t); \
    if (!is_recorded(fd)) return real_##name(fd, length); \
    lock(); \
    int result = real_##name(fd, length); \
    int error = errno; \
    if (result == 0) record('T', files[fd].inode, (uint64_t)length, NULL, 0); \
    unlock(); \
    errno = error; \
    return result; \
  }
FTRUNCATE(ftruncate)
FTRUNCATE(ftruncate64)

static void synced(int fd) {
  uint64_t inode = files[fd].inode;
  lock();
  uint64_t mine = ++*ticket;
  record('B', inode, mine, NULL, 0);
  unlock();
  usleep(sync_micros);
  lock();
  record('E', inode, mine, NULL, 0);
  unlock();
}

int fsync(int fd) {
  REAL(int, fsync, int);
  if (!is_recorded(fd)) return real_fsync(fd);
  synced(fd);
  return 0;
}

int fdatasync(int fd) {
  REAL(int, fdatasync, int);
  if (!is_recorded(fd)) return real_fdatasync(fd);
  synced(fd);
  return 0;
}

int unlink(const char *path) {
  REAL(int, unlink, const char *);
  if (recording < 0 || strncmp(path, database, strlen(database)) != 0) return real_unlink(path);
  lock();
  int result = real_unlink(path);
  int error = errno;
  if (result == 0) record('U', 0, 0, path, (uint32_t)strlen(path));
  unlock();
  errno = error;
  return result;
}

int rename(const char *from, const char *to) {
  REAL(int, rename, const char *, const char *);
  size_t length = strlen(database);
  if (recording >= 0 && (!strncmp(from, database, length) || !strncmp(to, database, length))) {
    lock();
    record('R', 0, 0, from, (uint32_t)strlen(from)); /* SQLite renames nothing: the reader refuses it */
    unlock();
  }
  return real_rename(from, to);
}
