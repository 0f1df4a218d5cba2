package dev.atelier.localgpu.training;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.atelier.domain.training.TrainingSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the configuration file of kohya's sd-scripts: the options of a training and the paths of its files. */
final class KohyaConfigWriter {

    private static final TomlMapper TOML = TomlMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private KohyaConfigWriter() {}

    static void write(TrainingSpec plan, Path model, TrainingWorkDir workDir) throws IOException {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("pretrained_model_name_or_path", model.toString());
        config.put("train_data_dir", workDir.images().toString());
        config.put("output_dir", workDir.output().toString());
        config.put("save_model_as", "safetensors");
        plan.checkedOptions().forEach((name, value) -> config.put(name, plain(value)));
        TOML.writeValue(workDir.config().toFile(), config);
    }

    /** Avoids exponents in numbers, which not every TOML parser supports. */
    private static Object plain(Object value) {
        if (value instanceof List<?> list) {
            return list.stream().map(KohyaConfigWriter::plain).toList();
        }
        return value instanceof Double number ? new BigDecimal(number.toString()) : value;
    }
}
