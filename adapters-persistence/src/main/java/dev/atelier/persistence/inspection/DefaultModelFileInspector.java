package dev.atelier.persistence.inspection;

import dev.atelier.application.checkpoint.ModelFileInspector;
import dev.atelier.application.checkpoint.ModelFileRejectedException;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelFormat;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Optional;

/** Inspects each model file according to its format. */
@Singleton
public final class DefaultModelFileInspector implements ModelFileInspector {

    private final InspectionLimits limits;

    @Inject
    public DefaultModelFileInspector() {
        this(InspectionLimits.USUAL);
    }

    DefaultModelFileInspector(InspectionLimits limits) {
        this.limits = limits;
    }

    @Override
    public void inspect(CheckpointFileName name, SeekableByteChannel file) throws IOException {
        Optional<ModelFormat> format = ModelFormat.of(name.value());
        if (format.isEmpty()) {
            return;
        }
        try {
            switch (format.get()) {
                case SAFETENSORS -> SafetensorsParser.inspect(file);
                case PICKLE -> TorchFileInspector.inspect(file, limits);
                case YAML -> ConfigurationFile.inspect(file);
            }
        } catch (ModelFileFormatException e) {
            String reason = RecognizedContent.of(file, format.get()).orElse(e.getMessage());
            throw new ModelFileRejectedException(name + " is rejected: " + reason);
        }
    }
}
