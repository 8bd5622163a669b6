/**
 * The decoding worker: a program of its own that links FFmpeg's libraries and cuts exact pieces out
 * of media files. It runs with nothing on its class path but this package, JavaCPP and the bindings
 * of FFmpeg, and talks to its parent through its standard streams.
 */
@NullMarked
package dev.xdc.data.internal.worker;

import org.jspecify.annotations.NullMarked;
