package dev.atelier.localgpu.training;

import dev.atelier.application.training.KohyaToml;
import dev.atelier.domain.training.TrainingSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the configuration file of kohya's sd-scripts: the options of a training and the paths of its files. */
final class KohyaConfigWriter {

    private KohyaConfigWriter() {}

    static void write(TrainingSpec plan, Path model, TrainingWorkDir workDir) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("pretrained_model_name_or_path", model.toString());
        config.put("train_data_dir", workDir.images().toString());
        config.put("output_dir", workDir.output().toString());
        config.put("save_model_as", "safetensors");
        config.putAll(plan.checkedOptions());
        Files.writeString(workDir.config(), KohyaToml.of(config));
    }
}
