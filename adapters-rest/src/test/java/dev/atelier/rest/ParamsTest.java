package dev.atelier.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atelier.rest.testing.HttpResult;
import dev.atelier.rest.testing.RestServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pass-through metadata is limited, because lists return that of a thousand rows. */
class ParamsTest {

    private static RestServer server;

    @BeforeAll
    static void start() {
        server = RestServer.start();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/checkpoints | {'checkpoint_type': 'Lora', 'filenames': [{'filename': 'a.pt', 'parts_number': 1}], PARAMS}",
                "/checkpoints | {'checkpoint_type': 'Lora', 'urls': ['https://models.example/a.pt'], PARAMS}",
                "/checkpoint | {'checkpoint_type': 'Lora', 'filenames': [{'filename': 'a.pt', 'parts_number': 1}], PARAMS}",
                "/upload_checkpoint | {'checkpointType': 'Lora', 'modelUrl': ['https://models.example/a.pt'], PARAMS}",
                "/model | {'model_type': 'Lora', 'name': 'a', 'filenames': [{'filename': 'a.pt', 'parts_number': 1}], PARAMS}",
                "/datasets | {'dataset_name': 'a', 'content': [{'filename': 'a.png'}], PARAMS}",
                "/datasets | {'dataset_name': 'a', 'content': [{'filename': 'a.png', PARAMS}]}",
                "/dataset | {'dataset_name': 'a', 'content': [{'filename': 'a.png'}], PARAMS}",
                "/trainings | {'lora_train_type': 'kohya', PARAMS}",
                "/train-api/train | {'train_type': 'Stable-diffusion', 'model_id': 'a', PARAMS}"
            })
    void largeOnesAreRejected(String path, String body) {
        String params = """
                'params': {'message': 'LONG', 'training_params': {
                    'training_instance_type': 'ml.g5.2xlarge', 'fm_type': 'sd_1_5', 's3_model_path': 's3://atelier/a',
                    's3_data_path': 's3://atelier/a', 'data_tar_list': ['s3://atelier/a']}, 'config_params': {}}""".replace("LONG", "x".repeat(65_536));

        HttpResult reply =
                server.http().send("POST", path, body.replace("PARAMS", params).replace('\'', '"'));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text()).contains("params has ", " bytes as JSON; allowed are ");
    }
}
