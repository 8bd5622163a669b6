/* Ends a process by SIGKILL just before its Nth change of a folder, or keeps what that would leave at
 * every change: files opened to be written or made, names changed or removed, files synced. Build:
 * cc -shared -fPIC -o kill-at.so kill-at.c -ldl -lpthread
 * KILL_UNDER  the folder, absolute
 * KILL_AT     N, from 1; 0 kills nothing
 * KILL_LOG    takes a line for each change, may be unset
 * KILL_KEEP   a folder for copies of the folder, 1, 2 and so on, as it was before each change */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static atomic_int changes;
static pthread_mutex_t keeping = PTHREAD_MUTEX_INITIALIZER;

static void change(const char *what, const char *path) {
  const char *under = getenv("KILL_UNDER");
  if (under == NULL || path == NULL || strncmp(path, under, strlen(under)) != 0) {
    return;
  }
  const char *keep = getenv("KILL_KEEP");
  if (keep != NULL) { /* no thread changes anything while another one's change is kept */
    pthread_mutex_lock(&keeping);
  }
  int number = atomic_fetch_add(&changes, 1) + 1;
  const char *log = getenv("KILL_LOG");
  if (log != NULL) {
    char line[4500];
    int length = snprintf(line, sizeof line, "%d %s %s\n", number, what, path);
    int fd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (fd >= 0) {
      syscall(SYS_write, fd, line, length);
      syscall(SYS_close, fd);
    }
  }
  if (keep != NULL) {
    char command[9000];
    snprintf(command, sizeof command,
             "LD_PRELOAD= sh -c 'if [ -d \"%s\" ]; then cp -a \"%s\" \"%s/%d\"; else mkdir \"%s/%d\"; fi'",
             under, under, keep, number, keep, number);
    if (system(command) != 0) {
      abort();
    }
    pthread_mutex_unlock(&keeping);
  }
  const char *at = getenv("KILL_AT");
  if (at != NULL && atoi(at) == number) {
    kill(getpid(), SIGKILL);
    pause();
  }
}

static void changed_file(const char *what, int fd) {
  char link[64];
  char path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, sizeof path - 1);
  if (length > 0) {
    path[length] = 0;
    change(what, path);
  }
}

#define REAL(name) ((__typeof__(&name)) dlsym(RTLD_NEXT, #name))
#define OPEN(name)                                           \
  int name(const char *path, int flags, ...) {               \
    va_list rest;                                            \
    va_start(rest, flags);                                   \
    mode_t mode = flags & O_CREAT ? va_arg(rest, mode_t) : 0; \
    va_end(rest);                                            \
    if (flags & (O_CREAT | O_WRONLY | O_RDWR | O_TRUNC)) {   \
      change("open", path);                                  \
    }                                                        \
    return REAL(name)(path, flags, mode);                    \
  }

OPEN(open)
OPEN(open64)

int rename(const char *from, const char *to) {
  change("rename", to);
  return REAL(rename)(from, to);
}

int renameat(int from_dir, const char *from, int to_dir, const char *to) {
  change("rename", to);
  return REAL(renameat)(from_dir, from, to_dir, to);
}

int unlinkat(int dir, const char *path, int flags) {
  change("unlink", path);
  return REAL(unlinkat)(dir, path, flags);
}

int link(const char *from, const char *to) {
  change("link", to);
  return REAL(link)(from, to);
}

int symlink(const char *to, const char *path) {
  change("symlink", path);
  return REAL(symlink)(to, path);
}

int unlink(const char *path) {
  change("unlink", path);
  return REAL(unlink)(path);
}

int rmdir(const char *path) {
  change("rmdir", path);
  return REAL(rmdir)(path);
}

int mkdir(const char *path, mode_t mode) {
  change("mkdir", path);
  return REAL(mkdir)(path, mode);
}

int fsync(int fd) {
  changed_file("fsync", fd);
  return REAL(fsync)(fd);
}

int fdatasync(int fd) {
  changed_file("fdatasync", fd);
  return REAL(fdatasync)(fd);
}

int ftruncate64(int fd, off64_t length) {
  changed_file("truncate", fd);
  return REAL(ftruncate64)(fd, length);
}
