package io.windlass.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The artifacts of the build: their POMs in the source tree, their jars on the class path of the tests. */
final class Artifacts {
    static final String VERSION = System.getProperty("windlass.version");

    /** The folder of the whole build. */
    static final Path ROOT = Path.of(System.getProperty("basedir", "."))
            .toAbsolutePath()
            .normalize()
            .getParent();

    private Artifacts() {}

    /** A Maven project of the build. */
    record Project(Path directory, Element pom) {
        String artifactId() {
            return text(pom, "artifactId");
        }

        /** Its own version, or its parent's. */
        String version() {
            Element owner = child(pom, "version") != null ? pom : child(pom, "parent");
            return text(owner, "version");
        }

        String packaging() {
            return child(pom, "packaging") == null ? "jar" : text(pom, "packaging");
        }

        /** Unpublished modules skip the installation. */
        boolean isPublished() {
            Element properties = child(pom, "properties");
            return properties == null || child(properties, "maven.install.skip") == null;
        }
    }

    /** All projects of the build, the parent first. */
    static List<Project> projects() {
        List<Project> found = new ArrayList<>();
        collect(ROOT, found);
        return found;
    }

    static Project project(String artifactId) {
        return projects().stream()
                .filter(project -> project.artifactId().equals(artifactId))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no project " + artifactId + " under " + ROOT));
    }

    private static void collect(Path directory, List<Project> found) {
        Project project = new Project(directory, parse(directory.resolve("pom.xml")));
        found.add(project);
        Element modules = child(project.pom(), "modules");
        if (modules != null) {
            for (Element module : children(modules, "module")) {
                collect(directory.resolve(module.getTextContent().strip()), found);
            }
        }
    }

    /** The jar, or in an IDE the folder of classes, that the tests run with. */
    static Path onClassPath(String artifactId, String version) {
        String file = artifactId + "-" + version + ".jar";
        return classPath().stream()
                .filter(entry -> entry.getFileName().toString().equals(file))
                .findFirst()
                .orElseThrow(() -> new AssertionError(
                        file + " is not on the class path; run these tests with Maven, at verify: " + classPath()));
    }

    private static List<Path> classPath() {
        List<Path> entries = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            entries.add(Path.of(entry));
        }
        return entries;
    }

    static String text(Element parent, String name) {
        return child(parent, name).getTextContent().strip();
    }

    static Element child(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? null : found.get(0);
    }

    static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        NodeList nodes = parent.getChildNodes();
        for (int i = 0; i < nodes.getLength(); i++) {
            Node node = nodes.item(i);
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static Element parse(Path file) {
        try {
            Document document =
                    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
            return document.getDocumentElement();
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException("cannot read " + file, e);
        }
    }
}
