package dev.xdc.spark;

import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Tests that share a Spark whose executors are threads of this JVM. */
abstract class OnLocalSpark {
  static JavaSparkContext spark;

  @BeforeAll
  static void start() {
    spark = TinyRuns.context();
  }

  @AfterAll
  static void stop() {
    spark.close();
  }
}
