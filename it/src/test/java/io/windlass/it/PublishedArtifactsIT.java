package io.windlass.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.windlass.it.Artifacts.Project;
import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Element;

/** What is published, looked at as a repository would. */
class PublishedArtifactsIT {
    /** These may be automatic modules: what they build on keeps them from being more. */
    private static final Set<String> MAY_BE_AUTOMATIC = Set.of("windlass-cdi", "windlass-cli");

    static Stream<String> publishedJars() {
        return Artifacts.projects().stream()
                .filter(project -> project.packaging().equals("jar") && project.isPublished())
                .map(Project::artifactId);
    }

    @Test
    void bom_listsExactlyThePublishedJarsWithTheVersionOfTheBuild() {
        Project bom = Artifacts.project("windlass-bom");
        Map<String, String> listed = new TreeMap<>();
        Element managed = Artifacts.child(Artifacts.child(bom.pom(), "dependencyManagement"), "dependencies");
        for (Element dependency : Artifacts.children(managed, "dependency")) {
            assertThat(Artifacts.text(dependency, "groupId")).isEqualTo("io.windlass");
            listed.put(
                    Artifacts.text(dependency, "artifactId"),
                    Artifacts.text(dependency, "version").replace("${project.version}", bom.version()));
        }

        assertThat(listed.keySet())
                .containsExactlyInAnyOrderElementsOf(publishedJars().toList());
        assertThat(listed.values()).containsOnly(Artifacts.VERSION);
    }

    @Test
    void projects_allHaveTheVersionOfTheBuild() {
        assertThat(Artifacts.projects())
                .hasSizeGreaterThan(12)
                .extracting(Project::version)
                .containsOnly(Artifacts.VERSION);
    }

    @ParameterizedTest
    @MethodSource("publishedJars")
    void jar_isANamedModule(String artifactId) throws IOException {
        Path jar = Artifacts.onClassPath(artifactId, Artifacts.VERSION);
        String name = "io." + artifactId.replace('-', '.');
        ModuleDescriptor descriptor = descriptor(jar);

        assertThat(descriptor.name()).isEqualTo(name);
        if (descriptor.isAutomatic()) {
            assertThat(artifactId).as("a module-info is missing in").isIn(MAY_BE_AUTOMATIC);
            assertThat(manifest(jar).getMainAttributes().getValue("Automatic-Module-Name"))
                    .isEqualTo(name);
        }
    }

    @ParameterizedTest
    @MethodSource("publishedJars")
    void jar_offersTheSameServicesOnClassPathAndModulePath(String artifactId) throws IOException {
        Path jar = Artifacts.onClassPath(artifactId, Artifacts.VERSION);
        ModuleDescriptor descriptor = descriptor(jar);
        Map<String, Set<String>> asModule = new TreeMap<>();
        descriptor
                .provides()
                .forEach(provides -> asModule.put(provides.service(), new TreeSet<>(provides.providers())));

        assertThat(services(jar)).isEqualTo(asModule);
    }

    @ParameterizedTest
    @MethodSource("publishedJars")
    void jar_holdsClassesForJava17InPackagesOfItsOwn(String artifactId) throws IOException {
        Path jar = Artifacts.onClassPath(artifactId, Artifacts.VERSION);
        String ownPackage = descriptor(jar).name().equals("io.windlass.api")
                ? "io/windlass/"
                : descriptor(jar).name().replace('.', '/') + "/";
        try (JarFile file = new JarFile(jar.toFile())) {
            List<JarEntry> classes = file.stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .toList();
            for (JarEntry entry : classes) {
                if (!entry.getName().equals("module-info.class")) {
                    assertThat(entry.getName()).startsWith(ownPackage);
                }
                byte[] start = file.getInputStream(entry).readNBytes(8);
                assertThat(start[7]).as("class file version of %s", entry).isEqualTo((byte) 61);
            }
        }
    }

    @Test
    void core_exportsNothing() {
        ModuleDescriptor core = descriptor(Artifacts.onClassPath("windlass-core", Artifacts.VERSION));

        assertThat(core.exports()).isEmpty();
        assertThat(core.opens()).isEmpty();
    }

    @Test
    void api_needsTheJdksBaseModuleAndNothingElseAtRunTime() {
        ModuleDescriptor api = descriptor(Artifacts.onClassPath("windlass-api", Artifacts.VERSION));

        assertThat(api.requires())
                .filteredOn(requires -> !requires.modifiers().contains(ModuleDescriptor.Requires.Modifier.STATIC))
                .extracting(ModuleDescriptor.Requires::name)
                .containsExactly("java.base");
        assertThat(api.exports())
                .extracting(ModuleDescriptor.Exports::source)
                .containsExactlyInAnyOrder("io.windlass", "io.windlass.spi");
    }

    private static ModuleDescriptor descriptor(Path jar) {
        Set<ModuleReference> found = ModuleFinder.of(jar).findAll();
        assertThat(found).as("modules in %s", jar).hasSize(1);
        return found.iterator().next().descriptor();
    }

    private static Manifest manifest(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest();
        }
    }

    private static Map<String, Set<String>> services(Path jar) throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry : entries(file)) {
                String name = entry.getName();
                if (name.startsWith("META-INF/services/") && !entry.isDirectory()) {
                    String text = new String(file.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
                    found.put(
                            name.substring("META-INF/services/".length()),
                            text.lines()
                                    .map(line -> line.replaceAll("#.*", "").strip())
                                    .filter(line -> !line.isEmpty())
                                    .collect(Collectors.toCollection(TreeSet::new)));
                }
            }
        }
        return found;
    }

    private static List<JarEntry> entries(JarFile file) {
        List<JarEntry> all = new ArrayList<>();
        Enumeration<JarEntry> entries = file.entries();
        while (entries.hasMoreElements()) {
            all.add(entries.nextElement());
        }
        return all;
    }
}
