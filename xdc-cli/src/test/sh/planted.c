/* A library that tells that it was loaded: it makes the file CANARY.
 * Build: cc -shared -fPIC -DCANARY='"/path"' -o planted.so planted.c */
#include <fcntl.h>
#include <unistd.h>

__attribute__((constructor)) static void loaded(void) {
  int fd = open(CANARY, O_WRONLY | O_CREAT, 0666);
  if (fd >= 0) {
    close(fd);
  }
}
