package dev.xdc.suite;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Suites stand on comparisons, costs and runs, in this order, and on no command line. */
class SuiteOrderTest {
  private static final List<String> ORDER =
      List.of(
          "dev.xdc.suite.internal",
          "dev.xdc.suite.store",
          "dev.xdc.suite.run",
          "dev.xdc.suite.clusters",
          "dev.xdc.suite.content",
          "dev.xdc.suite.cost",
          "dev.xdc.suite.compare",
          "dev.xdc.suite");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.xdc");

  @Test
  void packagesUseEarlierOnesOnly() {
    for (int i = 0; i < ORDER.size() - 1; i++) {
      noClasses()
          .that()
          .resideInAPackage(ORDER.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ORDER.subList(i + 1, ORDER.size()).toArray(String[]::new))
          .check(CLASSES);
    }
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    classes()
        .that()
        .resideInAPackage("dev.xdc.suite..")
        .should()
        .resideInAnyPackage(ORDER.toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void readersOfMediaKnowNoSuites() {
    noClasses()
        .that()
        .resideInAPackage("dev.xdc.data..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.xdc.suite..")
        .check(CLASSES);
  }

  @Test
  void noSuiteKnowsTheCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("dev.xdc.suite..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("picocli..", "dev.xdc.cli..")
        .check(CLASSES);
  }
}
