/** Clustering of features: the step that invents the labels. */
@NullMarked
package dev.xdc.cluster;

import org.jspecify.annotations.NullMarked;
