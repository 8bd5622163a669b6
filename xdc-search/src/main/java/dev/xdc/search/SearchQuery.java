package dev.xdc.search;

import dev.xdc.clip.Modality;

/**
 * What to look for.
 *
 * @param vector a feature of the index's model
 * @param by what it is a feature of
 * @param target which features of the entries it is compared with; if not those of {@code by}, the
 *     index must hold a map between picture and sound
 * @param top how many entries to find at most, from 1
 * @param filter which entries to look at
 */
public record SearchQuery(
    float[] vector, Modality by, Modality target, int top, SearchFilter filter) {

  /** Checks {@code top}. */
  public SearchQuery {
    if (top < 1) {
      throw new IllegalArgumentException("top is " + top + ", must be at least 1");
    }
  }

  /** Looks among all entries for the features most alike. */
  public static SearchQuery within(Modality modality, float[] vector, int top) {
    return new SearchQuery(vector, modality, modality, top, SearchFilter.ALL);
  }

  /** Looks among all entries for the picture of a sound, or the sound of a picture. */
  public static SearchQuery across(Modality by, float[] vector, int top) {
    return new SearchQuery(vector, by, by.other(), top, SearchFilter.ALL);
  }

  /** Returns this query among the entries that {@code filter} lets through. */
  public SearchQuery among(SearchFilter filter) {
    return new SearchQuery(vector, by, target, top, filter);
  }

  @Override
  public String toString() {
    return "SearchQuery[" + by + " to " + target + ", top " + top + ", " + filter + "]";
  }
}
