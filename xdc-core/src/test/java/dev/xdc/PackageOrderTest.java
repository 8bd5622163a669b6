package dev.xdc;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Data flows one way: a package uses earlier ones only, and nothing uses the root. */
class PackageOrderTest {
  private static final List<String> ORDER =
      List.of(
          "internal",
          "internal.file",
          "timing",
          "engine",
          "internal.engine",
          "clip",
          "encoder",
          "weights",
          "feature",
          "cluster",
          "label",
          "train",
          "work",
          "checkpoint",
          "internal.checkpoint",
          "eval",
          "report");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.xdc");

  @Test
  void packagesUseEarlierOnesOnly() {
    for (int i = 0; i < ORDER.size(); i++) {
      String[] later =
          ORDER.subList(i + 1, ORDER.size()).stream()
              .map(name -> "dev.xdc." + name)
              .toArray(String[]::new);
      if (later.length > 0) {
        noClasses()
            .that()
            .resideInAPackage("dev.xdc." + ORDER.get(i))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(later)
            .check(CLASSES);
      }
      noClasses()
          .that()
          .resideInAPackage("dev.xdc." + ORDER.get(i))
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.xdc")
          .check(CLASSES);
    }
  }

  @Test
  void everyPackageHasItsPlaceInTheOrder() {
    String[] known = ORDER.stream().map(name -> "dev.xdc." + name).toArray(String[]::new);
    classes()
        .should()
        .resideInAnyPackage(known)
        .orShould()
        .resideInAPackage("dev.xdc")
        .check(CLASSES);
  }
}
