/** What videos hold that teaches an encoder nothing, and training without it. */
@NullMarked
package dev.xdc.suite.content;

import org.jspecify.annotations.NullMarked;
