package dev.atelier.application.testing;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;

/** Rejects files that contain {@link #EVIL}. */
public class InMemoryInspector implements ModelFileInspector {

    /** The first bytes of a file that is rejected. */
    public static final String EVIL = "evil";

    @Override
    public void inspect(CheckpointFileName name, SeekableByteChannel file) throws IOException {
        byte[] start = Channels.newInputStream(file).readNBytes(EVIL.length());
        if (new String(start, StandardCharsets.UTF_8).equals(EVIL)) {
            throw new ModelFileRejectedException(name + " says that it is evil");
        }
    }
}
