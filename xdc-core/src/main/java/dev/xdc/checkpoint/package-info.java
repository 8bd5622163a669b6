/** What a run keeps on disk so that nothing is lost when it ends early. */
@NullMarked
package dev.xdc.checkpoint;

import org.jspecify.annotations.NullMarked;
