package dev.xdc.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What is public is meant for users. A type of the libraries that only other packages of its own
 * module use lies under {@code internal}, unless it is part of what users call, or a guide names
 * it.
 */
class PublicTypesTest {

  /** With package-private neighbours of both their packages and their users' packages. */
  private static final Set<String> KEPT =
      Set.of(
          "EncoderRecipes", // Encoders refuses what it cannot write, models are written by it
          "HeadTest"); // shares its scores with the evaluations of its package

  /** Modules that are not on the class path, and what users read. */
  private static final List<Path> OTHER_USERS =
      List.of(
          Path.of("../xdc-spark/src/main"),
          Path.of("../xdc-benchmarks/src/main"),
          Path.of("../docs/guides"),
          Path.of("../README.md"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("dev.xdc");

  @Test
  void whatOnlyNeighboursUseIsInternal() throws IOException {
    Set<JavaClass> called = called();
    Set<String> words = words();
    assertThat(
            CLASSES.stream()
                .filter(type -> type.isTopLevelClass() && isPublic(type))
                .filter(type -> isLibrary(type) && isUsedByNeighboursOnly(type))
                .filter(type -> !called.contains(type) && !words.contains(type.getSimpleName()))
                .map(JavaClass::getSimpleName))
        .containsExactlyInAnyOrderElementsOf(KEPT);
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicTypesTest::isPublic).orElse(true)
        && !type.getPackageName().contains(".internal");
  }

  private static boolean isLibrary(JavaClass type) {
    return module(type).equals(module(CLASSES.get("dev.xdc.XdcTrainer")))
        || module(type).equals(module(CLASSES.get("dev.xdc.data.reader.MediaDataset")));
  }

  /** Returns the archive or folder of a class. */
  private static String module(JavaClass type) {
    String place = type.getSource().orElseThrow().getUri().toString();
    return place.substring(0, place.lastIndexOf("/dev/xdc/"));
  }

  private static boolean isUsedByNeighboursOnly(JavaClass type) {
    Set<JavaClass> users =
        CLASSES.stream()
            .filter(part -> outermost(part).equals(type))
            .flatMap(part -> part.getDirectDependenciesToSelf().stream())
            .map(Dependency::getOriginClass)
            .collect(Collectors.toSet());
    return users.stream().anyMatch(user -> !user.getPackageName().equals(type.getPackageName()))
        && users.stream().allMatch(user -> module(user).equals(module(type)));
  }

  private static JavaClass outermost(JavaClass type) {
    return type.getEnclosingClass().map(PublicTypesTest::outermost).orElse(type);
  }

  /** Returns the types that others name in what they show to users. */
  private static Set<JavaClass> called() {
    Set<JavaClass> called = new HashSet<>();
    for (JavaClass type : CLASSES) {
      if (isPublic(type)) {
        Stream.concat(
                Stream.concat(
                    type.getAllRawInterfaces().stream(), type.getAllRawSuperclasses().stream()),
                type.getMembers().stream()
                    .filter(PublicTypesTest::isShown)
                    .flatMap(member -> member.getAllInvolvedRawTypes().stream()))
            .map(PublicTypesTest::outermost)
            .filter(other -> !other.equals(outermost(type)))
            .forEach(called::add);
      }
    }
    return called;
  }

  private static boolean isShown(JavaMember member) {
    return member.getModifiers().contains(JavaModifier.PUBLIC)
        || member.getModifiers().contains(JavaModifier.PROTECTED);
  }

  private static Set<String> words() throws IOException {
    Set<String> words = new HashSet<>();
    for (Path place : OTHER_USERS) {
      try (Stream<Path> files = Files.walk(place)) {
        files
            .filter(Files::isRegularFile)
            .map(PublicTypesTest::text)
            .forEach(
                text ->
                    Pattern.compile("\\w+")
                        .matcher(text)
                        .results()
                        .map(MatchResult::group)
                        .forEach(words::add));
      }
    }
    return words;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
