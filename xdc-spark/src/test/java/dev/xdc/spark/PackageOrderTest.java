package dev.xdc.spark;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackageOrderTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.xdc.spark");

  @Test
  void theLibraryWorksWithoutTheCommandLine() {
    noClasses()
        .that()
        .haveNameNotMatching("dev\\.xdc\\.spark\\.XdcSpark(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.xdc.cli..", "picocli..")
        .check(CLASSES);
  }
}
