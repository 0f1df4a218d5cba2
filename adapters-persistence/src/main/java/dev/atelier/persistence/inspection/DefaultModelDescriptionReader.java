package dev.atelier.persistence.inspection;

import dev.atelier.application.checkpoint.ModelDescriptionReader;
import dev.atelier.domain.checkpoint.CheckpointFileName;
import dev.atelier.domain.checkpoint.ModelDescription;
import dev.atelier.domain.checkpoint.ModelFormat;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.List;
import java.util.Optional;

/** Reads safetensors' headers; of torch files the names of the tensors, which their pickles have without shapes that are cheap to know. */
@Singleton
final class DefaultModelDescriptionReader implements ModelDescriptionReader {

    @Override
    public Optional<ModelDescription> read(CheckpointFileName name, SeekableByteChannel file) throws IOException {
        Optional<ModelFormat> format = ModelFormat.of(name.value()).filter(ModelFormat::isWeights);
        if (format.isEmpty()) {
            return Optional.empty();
        }
        HeaderSummary summary = new HeaderSummary();
        try {
            if (format.get() == ModelFormat.SAFETENSORS) {
                SafetensorsParser.readHeader(file, SafetensorsParser.MAX_HEADER_LENGTH, summary);
            } else {
                TorchFileInspector.inspect(file, InspectionLimits.USUAL).forEach(text -> summary.look(text, List.of()));
            }
            return Optional.of(summary.toDescription());
        } catch (ModelFileFormatException e) {
            return Optional.empty();
        }
    }
}
