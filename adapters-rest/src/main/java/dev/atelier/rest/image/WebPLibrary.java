package dev.atelier.rest.image;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import javax.imageio.spi.ImageWriterSpi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * libwebp as a writer for ImageIO, loaded when it is first asked for. Its jars have a class loader of their own: on the class
 * path ImageIO would register their reader too, and the files of clients would be decoded by native code. Thread-safe.
 */
@Singleton
class WebPLibrary {

    private static final Logger LOG = LoggerFactory.getLogger(WebPLibrary.class);

    private static final List<String> JARS = List.of("webp-imageio.jar", "kotlin-stdlib.jar");

    /** Where the library unpacks its native part, and deletes what other processes have left of theirs. */
    private static final String NATIVE_FOLDER = "com.luciad.imageio.webp.tmpdir";

    private final Path folder;

    private boolean tried;
    private Optional<ImageWriterSpi> writer = Optional.empty();

    @Inject
    WebPLibrary() {
        this(Path.of(System.getProperty("java.io.tmpdir")));
    }

    /** @param folder for temporary files, from which native code may be loaded */
    WebPLibrary(Path folder) {
        this.folder = folder;
    }

    /** Creates writers of WebP; empty where the library cannot be loaded, as on a platform that it was not built for. */
    synchronized Optional<ImageWriterSpi> writer() {
        if (!tried) {
            tried = true;
            writer = load(folder);
        }
        return writer;
    }

    private static synchronized Optional<ImageWriterSpi> load(Path folder) {
        try {
            Path unpacked = Files.createTempDirectory(folder, "atelier-webp-");
            unpacked.toFile().deleteOnExit();
            URL[] jars = new URL[JARS.size()];
            for (int i = 0; i < jars.length; i++) {
                jars[i] = unpack(JARS.get(i), unpacked).toUri().toURL();
            }
            System.setProperty(NATIVE_FOLDER, unpacked.toString());
            ClassLoader classes = new URLClassLoader(jars, ClassLoader.getPlatformClassLoader());
            ImageWriterSpi found =
                    ServiceLoader.load(ImageWriterSpi.class, classes).iterator().next();
            found.createWriterInstance().getDefaultWriteParam(); // loads the native part
            return Optional.of(found);
        } catch (IOException | RuntimeException | LinkageError e) {
            LOG.warn("Images cannot be returned as WebP: libwebp was not loaded from {}", folder, e);
            return Optional.empty();
        }
    }

    private static Path unpack(String jar, Path into) throws IOException {
        Path file = into.resolve(jar);
        try (InputStream content = WebPLibrary.class.getResourceAsStream(jar)) {
            if (content == null) {
                throw new FileNotFoundException(jar + " is not in the build");
            }
            Files.copy(content, file);
        }
        file.toFile().deleteOnExit();
        return file;
    }
}
