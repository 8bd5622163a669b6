/** Which cluster each video is in, and the names that people give to clusters, in files. */
@NullMarked
package dev.xdc.suite.clusters;

import org.jspecify.annotations.NullMarked;
