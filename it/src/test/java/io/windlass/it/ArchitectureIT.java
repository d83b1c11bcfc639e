package io.windlass.it;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules on what may know what, and on where time, threads and randomness come from. */
class ArchitectureIT {
    private static final String CORE = "io.windlass.core";
    private static final String OFFENDERS = "io.windlass.it.offenders";
    private static final String[] API = {"io.windlass", "io.windlass.spi"};

    /** Core's packages from the lowest to the highest: each may know those before it. */
    private static final List<String> LAYERS = List.of(
            "runtime",
            "codec",
            "config",
            "sink",
            "monitor",
            "rpc",
            "chain",
            "delivery",
            "feed",
            "pool",
            "connection",
            "wiring");

    private static JavaClasses windlass;
    private static JavaClasses offenders;

    @BeforeAll
    static void readClasses() {
        JavaClasses all = new ClassFileImporter().importPackages("io.windlass");
        windlass = all.that(DescribedPredicate.not(resideInAPackage("io.windlass.it..")));
        offenders = all.that(resideInAPackage(OFFENDERS + ".."));
    }

    // ---- modules

    /** Module packages with the packages of other modules that they may know beside the API. */
    private static Stream<Map.Entry<String, Set<String>>> modules() {
        return Stream.of(
                Map.entry("io.windlass.core..", Set.of()),
                Map.entry("io.windlass.transport.websocket..", Set.of()),
                Map.entry("io.windlass.transport.http..", Set.of()),
                Map.entry("io.windlass.network.ethereum..", Set.of()),
                Map.entry("io.windlass.network.bsc..", Set.of()),
                Map.entry("io.windlass.network.polygon..", Set.of()),
                Map.entry("io.windlass.network.arbitrum..", Set.of()),
                Map.entry("io.windlass.testkit..", Set.of()),
                Map.entry("io.windlass.cdi..", Set.of("io.windlass.core..")),
                Map.entry("io.windlass.store..", Set.of("io.windlass.core..")),
                Map.entry("io.windlass.cli..", Set.of("io.windlass.testkit..", "io.windlass.store..")));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void module_knowsTheApiAndOnlyTheNeighboursItMust(Map.Entry<String, Set<String>> module) {
        List<String> allowed = new ArrayList<>(List.of(API));
        allowed.add(module.getKey());
        allowed.addAll(module.getValue());

        knowsOfWindlassOnly(module.getKey(), allowed).check(windlass);
    }

    @Test
    void module_rule_coversEveryClassOfWindlass() {
        String[] known = Stream.concat(Arrays.stream(API), modules().map(Map.Entry::getKey))
                .toArray(String[]::new);

        classes().should().resideInAnyPackage(known).check(windlass);
    }

    @Test
    void module_rule_failsForAClassThatKnowsANeighbour() {
        ArchRule rule = knowsOfWindlassOnly(OFFENDERS + ".chain..", List.of(OFFENDERS + ".chain.."));

        assertThatThrownBy(() -> rule.check(offenders))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("LooksUp");
    }

    private static ArchRule knowsOfWindlassOnly(String module, List<String> allowed) {
        DescribedPredicate<JavaClass> foreign = resideInAPackage("io.windlass..")
                .and(DescribedPredicate.not(resideInAnyPackage(allowed.toArray(String[]::new))));
        // a network module may be its reference.conf alone
        return noClasses()
                .that()
                .resideInAPackage(module)
                .should()
                .dependOnClassesThat(foreign)
                .allowEmptyShould(true);
    }

    @Test
    void api_dependsOnTheJdkAndJSpecifyAlone() {
        classes()
                .that()
                .resideInAnyPackage(API)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.windlass", "io.windlass.spi", "java..", "javax.net.ssl", "org.jspecify..")
                .check(windlass);
    }

    @Test
    void integrationTests_useWhatIsPublishedAndNothingElseOfWindlass() {
        JavaClasses tests = new ClassFileImporter().importPackages("io.windlass.it");

        noClasses()
                .should()
                .dependOnClassesThat(resideInAPackage("io.windlass..")
                        .and(DescribedPredicate.not(resideInAnyPackage(
                                "io.windlass",
                                "io.windlass.spi",
                                "io.windlass.store",
                                "io.windlass.testkit..",
                                "io.windlass.it.."))))
                .check(tests);
    }

    // ---- core's packages

    @Test
    void core_packages_knowOnlyThoseBelowThem() {
        layersOf(CORE).forEach(rule -> rule.check(windlass));
    }

    @Test
    void core_packages_areTheOnesTheOrderNames() {
        String[] known = LAYERS.stream().map(layer -> CORE + "." + layer + "..").toArray(String[]::new);

        classes()
                .that()
                .resideInAPackage(CORE + "..")
                .should()
                .resideInAnyPackage(known)
                .check(windlass);
    }

    @Test
    void core_packages_haveNoCycles() {
        cycleFree(CORE).check(windlass);
    }

    @Test
    void core_packageRules_failForAClassThatLooksUpAndForACycle() {
        assertThatThrownBy(() -> layersOf(OFFENDERS).forEach(rule -> rule.check(offenders)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("LooksUp");
        assertThatThrownBy(() -> cycleFree(OFFENDERS).check(offenders))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("PartOfACycle");
    }

    private static List<ArchRule> layersOf(String root) {
        List<ArchRule> rules = new ArrayList<>();
        for (int i = 0; i < LAYERS.size() - 1; i++) {
            String[] above = LAYERS.subList(i + 1, LAYERS.size()).stream()
                    .map(layer -> root + "." + layer + "..")
                    .toArray(String[]::new);
            rules.add(noClasses()
                    .that()
                    .resideInAPackage(root + "." + LAYERS.get(i) + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(above)
                    .allowEmptyShould(true));
        }
        return rules;
    }

    /** The rooms of {@code feed}: each may know those before it, and none the subscriptions that use them. */
    @Test
    void core_roomsOfFeeds_knowNoSubscription() {
        roomsOf(CORE).forEach(rule -> rule.check(windlass));
    }

    @Test
    void core_rulesOfRooms_failForAClassThatLooksOut() {
        assertThatThrownBy(() -> roomsOf(OFFENDERS).forEach(rule -> rule.check(offenders)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("LooksOut");
    }

    private static List<ArchRule> roomsOf(String root) {
        String read = root + ".feed.read..";
        String push = root + ".feed.push..";
        return List.of(
                noClasses()
                        .that()
                        .resideInAPackage(read)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(push),
                noClasses()
                        .that()
                        .resideInAnyPackage(read, push)
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(root + ".feed"));
    }

    private static ArchRule cycleFree(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }

    // ---- determinism

    @Test
    void core_outsideWiring_takesTimeThreadsAndRandomnessFromItsConstructors() {
        deterministic(CORE).check(windlass);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ReadsTime.<init>",
                "ReadsTime.call",
                "MakesThreads.thread",
                "MakesThreads.pool",
                "MakesThreads.commonPool",
                "RollsDice.math",
                "RollsDice.random",
                "Sleeps.sleep"
            })
    void core_determinismRule_failsFor(String offence) {
        assertThatThrownBy(() -> deterministic(OFFENDERS).check(offenders))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(OFFENDERS + ".rpc." + offence);
    }

    @Test
    void core_determinismRule_passesWhatIsHandedInAndTheWiring() {
        assertThatThrownBy(() -> deterministic(OFFENDERS).check(offenders))
                .isInstanceOf(AssertionError.class)
                .message()
                .satisfies(report -> assertThat(report).doesNotContain("Behaves", "MayReadTime"));
    }

    private static ArchRule deterministic(String root) {
        return noClasses()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage(root + ".wiring..")
                .should()
                .accessTargetWhere(new NotHandedIn());
    }

    /** Calls, constructors and method references that take time, threads or randomness from the machine. */
    private static final class NotHandedIn extends DescribedPredicate<JavaAccess<?>> {
        private static final Set<Class<?>> NOW =
                Set.of(Instant.class, LocalDate.class, LocalDateTime.class, OffsetDateTime.class, ZonedDateTime.class);
        private static final Set<String> COMMON_DELAYER = Set.of("orTimeout", "completeOnTimeout", "delayedExecutor");

        NotHandedIn() {
            super("time, threads or randomness of the machine");
        }

        @Override
        public boolean test(JavaAccess<?> access) {
            return readsTime(access) || takesThreads(access) || rollsDice(access);
        }

        private static boolean readsTime(JavaAccess<?> access) {
            return is(access, System.class, "nanoTime")
                    || is(access, System.class, "currentTimeMillis")
                    || is(access, Thread.class, "sleep")
                    || is(access, TimeUnit.class, "sleep")
                    || access.getTargetOwner().isEquivalentTo(Clock.class)
                            && access.getName().startsWith("system")
                    || NOW.stream().anyMatch(type -> is(access, type, "now")) && !takes(access, Clock.class)
                    || is(access, Date.class, "<init>") && parameters(access).isEmpty();
        }

        private static boolean takesThreads(JavaAccess<?> access) {
            return is(access, Thread.class, "<init>")
                    || is(access, Thread.class, "startVirtualThread")
                    || is(access, Thread.class, "ofVirtual")
                    || is(access, Thread.class, "ofPlatform")
                    || is(access, Timer.class, "<init>")
                    || is(access, ForkJoinPool.class, "commonPool")
                    || access.getTargetOwner().isEquivalentTo(Executors.class)
                    || access.getTargetOwner().isEquivalentTo(CompletableFuture.class)
                            && (COMMON_DELAYER.contains(access.getName())
                                    || access.getName().endsWith("Async") && !takes(access, Executor.class));
        }

        private static boolean rollsDice(JavaAccess<?> access) {
            return is(access, Math.class, "random")
                    || is(access, ThreadLocalRandom.class, "current")
                    || is(access, UUID.class, "randomUUID")
                    || (is(access, Random.class, "<init>") || is(access, SplittableRandom.class, "<init>"))
                            && parameters(access).isEmpty();
        }

        private static boolean is(JavaAccess<?> access, Class<?> owner, String name) {
            return access.getTargetOwner().isEquivalentTo(owner)
                    && access.getName().equals(name);
        }

        private static boolean takes(JavaAccess<?> access, Class<?> type) {
            return parameters(access).stream().anyMatch(parameter -> parameter.isEquivalentTo(type));
        }

        private static List<JavaClass> parameters(JavaAccess<?> access) {
            return access.getTarget() instanceof CodeUnitAccessTarget unit ? unit.getRawParameterTypes() : List.of();
        }
    }
}
