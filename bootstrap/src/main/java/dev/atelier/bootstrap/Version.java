package dev.atelier.bootstrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.IVersionProvider;

/** The version from the jar's manifest, and the commit that it was built from, if that was known. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"atelier " + (version == null ? "(not packaged)" : version) + commit()};
    }

    private static String commit() {
        try (InputStream file = Version.class.getResourceAsStream("/commit.txt")) {
            String commit = file == null ? "" : new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
            return commit.isEmpty() ? "" : " (commit " + commit + ")";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
