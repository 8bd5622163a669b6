package dev.xdc.page;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

class PackageOrderTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.xdc.page");

  @Test
  void theLibraryWorksWithoutTheCommandLine() {
    noClasses()
        .that()
        .resideInAPackage("dev.xdc.page")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.xdc.page.cli", "dev.xdc.cli..", "picocli..")
        .check(CLASSES);
  }
}
