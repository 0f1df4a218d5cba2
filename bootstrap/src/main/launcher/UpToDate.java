import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ends with 0 if the built jar is newer than every source, else with 1. Run by atelier.cmd as a single source file, because
 * cmd.exe cannot compare times of files.
 */
final class UpToDate {

    /** Arguments: the project's folder, and the jar. */
    public static void main(String[] args) throws IOException {
        Path jar = Path.of(args[1]);
        System.exit(Files.exists(jar) && !isAnyNewer(Path.of(args[0]), Files.getLastModifiedTime(jar)) ? 0 : 1);
    }

    private static boolean isAnyNewer(Path project, FileTime built) throws IOException {
        List<Path> sources = new ArrayList<>(List.of(project.resolve("pom.xml")));
        try (Stream<Path> modules = Files.list(project)) {
            modules.forEach(module -> sources.addAll(List.of(module.resolve("pom.xml"), module.resolve("src/main"))));
        }
        for (Path source : sources) {
            if (Files.exists(source) && isAnyBelowNewer(source, built)) {
                return true;
            }
        }
        return false;
    }

    /** Folders count as well: they change when a file in them is removed. */
    private static boolean isAnyBelowNewer(Path source, FileTime built) throws IOException {
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (Files.getLastModifiedTime(file).compareTo(built) > 0) {
                    return true;
                }
            }
        }
        return false;
    }
}
