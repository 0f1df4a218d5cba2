import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Properties;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * Fetches the Maven distribution that maven-wrapper.properties names, checks its hash and unpacks it. Run by ./mvnw as a
 * single source file, because a machine with a JDK has that and need not have curl or unzip.
 */
final class FetchMaven {

    /** Arguments: the properties file, and the folder to make. */
    public static void main(String[] args) throws Exception {
        Properties wanted = new Properties();
        try (InputStream in = Files.newInputStream(Path.of(args[0]))) {
            wanted.load(in);
        }
        Path home = Path.of(args[1]);
        Files.createDirectories(home.getParent());
        Path work = Files.createTempDirectory(home.getParent(), "fetching");
        try {
            Path zip = download(wanted, work.resolve("maven.zip"));
            unpack(zip, work.resolve("maven"));
            moveInto(home, work.resolve("maven"));
        } finally {
            deleteAll(work);
        }
    }

    private static Path download(Properties wanted, Path zip) throws Exception {
        String mirror = System.getenv("MVNW_REPOURL");
        String repository = mirror == null || mirror.isBlank() ? wanted.getProperty("repository") : mirror;
        String version = wanted.getProperty("version");
        URI url = URI.create(repository + "/org/apache/maven/apache-maven/" + version + "/apache-maven-" + version + "-bin.zip");
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(Duration.ofSeconds(30))
                .build();
        HttpResponse<Path> answer = client.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofFile(zip));
        if (answer.statusCode() != 200) {
            throw new IOException("fetching Maven from " + url + " was answered with " + answer.statusCode());
        }
        byte[] hash = MessageDigest.getInstance("SHA-512").digest(Files.readAllBytes(zip));
        if (!HexFormat.of().formatHex(hash).equals(wanted.getProperty("sha512"))) {
            throw new IOException("what came from " + url + " is not the file that was expected: its SHA-512 differs");
        }
        return zip;
    }

    /** Leaves out the one folder that everything in the archive lies in. */
    private static void unpack(Path zip, Path folder) throws IOException {
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(zip))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                Path target = folder.resolve(entry.getName().substring(entry.getName().indexOf('/') + 1)).normalize();
                if (!target.startsWith(folder)) {
                    throw new IOException("an entry of the archive leads out of it: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(in, target);
                }
            }
        }
    }

    /** Another build may have been faster; its copy is as good. */
    private static void moveInto(Path home, Path unpacked) throws IOException {
        try {
            Files.move(unpacked, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException | DirectoryNotEmptyException e) {
            System.err.println("Maven is there already: " + home);
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
