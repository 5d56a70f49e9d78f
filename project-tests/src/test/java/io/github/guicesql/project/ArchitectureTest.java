package io.github.guicesql.project;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the modules: features and drivers see the contract, nobody sees a driver. */
@AnalyzeClasses(
    packages = "io.github.guicesql",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  private static final String CONTRACT = "io.github.guicesql.sqlmodule..";
  private static final String[] DRIVERS = {
    "io.github.guicesql.sqlite..",
    "io.github.guicesql.postgres..",
    "io.github.guicesql.mysql..",
    "io.github.guicesql.jdbc.."
  };
  private static final String[] CAPABILITIES = {"io.github.guicesql.transactor.."};
  private static final String TEST_KIT = "io.github.guicesql.sqltest..";
  private static final String INTERCEPTORS = "io.github.guicesql.transactor.aop..";
  private static final String[] JDBC_DRIVERS = {
    "org.sqlite..", "org.postgresql..", "org.mariadb..", "com.mysql.."
  };
  private static final String FEATURES = "io.github.guicesql.examples.users..";

  @ArchTest
  static final ArchRule featuresNeverSeeADriver =
      noClasses()
          .that()
          .resideInAPackage(FEATURES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DRIVERS)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(JDBC_DRIVERS)
          .orShould()
          .dependOnClassesThat()
          .resideInAPackage("com.zaxxer.hikari..");

  @ArchTest
  static final ArchRule driversNeverSeeEachOther =
      slices()
          .matching("io.github.guicesql.(sqlite|postgres|mysql|jdbc)..")
          .should()
          .notDependOnEachOther();

  @ArchTest
  static final ArchRule theContractSeesNobody =
      noClasses()
          .that()
          .resideInAPackage(CONTRACT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DRIVERS)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(JDBC_DRIVERS);

  /** A reader who opens one package never has to go round in a circle. */
  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.github.guicesql.(**)").should().beFreeOfCycles();

  /** What is internal is for the modules of this project that add to the contract, and no API. */
  @ArchTest
  static final ArchRule internalsAreForDriversAndCapabilities =
      noClasses()
          .that()
          .resideOutsideOfPackage(CONTRACT)
          .and()
          .resideOutsideOfPackages(DRIVERS)
          .and()
          .resideOutsideOfPackages(CAPABILITIES)
          .and()
          .resideOutsideOfPackage(TEST_KIT)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.github.guicesql.sqlmodule.internal..");

  /** The kit for tests wraps data sources and connections as a transaction does, and no more. */
  @ArchTest
  static final ArchRule theTestKitForwardsConnectionsOnly =
      noClasses()
          .that()
          .resideInAPackage(TEST_KIT)
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.github.guicesql.sqlmodule.internal..")
                  .and(
                      not(resideInAPackage("io.github.guicesql.sqlmodule.internal.connection.."))));

  /** A capability works on any database that somebody binds to the contract's keys. */
  @ArchTest
  static final ArchRule capabilitiesNeverSeeADriver =
      noClasses()
          .that()
          .resideInAnyPackage(CAPABILITIES)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(DRIVERS)
          .orShould()
          .dependOnClassesThat()
          .resideInAnyPackage(JDBC_DRIVERS);

  /** Interceptors are given the methods that they intercept. */
  @ArchTest
  static final ArchRule noReflection =
      noClasses()
          .that()
          .resideOutsideOfPackage(INTERCEPTORS)
          .should()
          .dependOnClassesThat()
          .resideInAPackage("java.lang.reflect..");
}
