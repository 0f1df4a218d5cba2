package dev.atelier.rest.access;

import java.util.Map;

/**
 * A request for each operation that reaches the operation's own check of permissions. {@code {user}} is replaced by the
 * user who sends it, who is named like the only role they hold; {@code {permission}} by the only permission of that
 * role.
 */
public final class SampleRequests {

    private static final String NOWHERE = "?jobID=00000000-0000-4000-8000-000000000000";

    static final Map<String, String> BODIES = Map.ofEntries(
            Map.entry("CreateRole", "{'role_name': 'new-{user}', 'permissions': ['{permission}']}"),
            Map.entry("DeleteRoles", "{'role_name_list': ['gone']}"),
            Map.entry(
                    "CreateUser", "{'username': 'new-{user}', 'password': 'long enough for all', 'roles': ['{user}']}"),
            Map.entry("DeleteUsers", "{'user_name_list': ['gone']}"),
            Map.entry(
                    "CreateCheckpoint",
                    "{'checkpoint_type': 'VAE', 'params': {'message': ''},"
                            + " 'filenames': [{'filename': '{user}.safetensors', 'parts_number': 1}]}"),
            Map.entry("UpdateCheckpoint", "{'name': 'other.safetensors'}"),
            Map.entry(
                    "BeginCheckpointUpload",
                    "{'checkpoint_type': 'Lora', 'filenames': [{'filename': '{user}.safetensors', 'parts_number': 1}]}"),
            Map.entry(
                    "CompleteCheckpointUpload",
                    "{'checkpoint_id': '00000000-0000-4000-8000-000000000000', 'status': 'Active',"
                            + " 'multi_parts_tags': {}}"),
            Map.entry(
                    "ImportCheckpoint",
                    "{'checkpointType': 'VAE', 'modelUrl': ['https://models.example/{user}.ckpt']}"),
            Map.entry(
                    "CreateModel",
                    "{'model_type': 'VAE', 'name': 'm', 'filenames': [{'filename': 'a.tar', 'parts_number': 1}]}"),
            Map.entry(
                    "CompleteModel",
                    "{'model_id': '00000000-0000-4000-8000-000000000000', 'status': 'Creating',"
                            + " 'multi_parts_tags': {}}"),
            Map.entry("DeleteCheckpoints", "{'checkpoint_id_list': ['gone']}"),
            Map.entry(
                    "CreateEndpoint",
                    "{'instance_type': 'ml.g5.2xlarge', 'initial_instance_count': 1, 'autoscaling_enabled': false,"
                            + " 'assign_to_roles': ['{user}']}"),
            Map.entry("DeleteEndpoints", "{'endpoint_name_list': ['gone']}"),
            Map.entry(
                    "DeploySagemakerEndpoint",
                    "{'instance_type': 'ml.g5.2xlarge', 'initial_instance_count': '1', 'assign_to_roles': ['{user}']}"),
            Map.entry("DeleteSagemakerEndpoint", "{'delete_endpoint_list': ['gone']}"),
            Map.entry("RunInference", "{'sagemaker_endpoint_name': 'gone', 'task_type': 'rembg'}"),
            Map.entry("CreateInferenceJob", "{'inference_type': 'Async', 'task_type': 'rembg'}"),
            Map.entry("CreateImage", "{'prompt': 'a cute panda', 'model': 'gone'}"),
            Map.entry("CreateImageEdit", "no form"),
            Map.entry("CreateImageVariation", "no form"),
            Map.entry("WebUiTextToImage", "{'override_settings': {'sd_model_checkpoint': 'gone'}}"),
            Map.entry("WebUiImageToImage", "{'override_settings': {'sd_model_checkpoint': 'gone'}}"),
            Map.entry("WebUiUpscaleImage", "{'image': 'none'}"),
            Map.entry("WebUiUpscaleImages", "{'imageList': []}"),
            Map.entry("WebUiReadImageInfo", "{'image': 'none'}"),
            Map.entry("WebUiRemoveBackground", "{'input_image': 'none'}"),
            Map.entry("WebUiCaptionImage", "{'image': 'none'}"),
            Map.entry("WebUiDetect", "{'controlnet_input_images': []}"),
            Map.entry("WebUiSetOptions", "{'sd_vae': 'Automatic'}"),
            Map.entry("WebUiInterrupt", "{}"),
            Map.entry("WebUiSkip", "{}"),
            Map.entry("WebUiGetTaskProgress", "{'id_task': 'none'}"),
            Map.entry("WebUiCommand", "{}"),
            Map.entry("DeleteInferenceJobs", "{'inference_id_list': ['gone']}"),
            Map.entry(
                    "CreateTrainingJob",
                    "{'lora_train_type': 'kohya', 'params': {'training_params': {'training_instance_type':"
                            + " 'ml.g5.2xlarge', 'fm_type': 'sd_1_5', 's3_model_path': 's3://atelier/a/b.safetensors',"
                            + " 's3_data_path': 's3://atelier/dataset/c'}}}"),
            Map.entry(
                    "RunModelMerge",
                    "{'primary_model_name': 'a.safetensors', 'secondary_model_name': 'b.safetensors'}"),
            Map.entry("CancelJob", "{}"),
            Map.entry("CancelQueue", "{'endpoint_name': 'gone', 'user': '{user}'}"),
            Map.entry("SetQuota", "{'user': '{user}', 'jobs_waiting': 10}"),
            Map.entry("DeleteQuota", "{'user': 'gone'}"),
            Map.entry("ShareCheckpoint", "{'everyone': true}"),
            Map.entry("SetCheckpointStatus", "{'status': 'Disabled'}"),
            Map.entry("AnnotateCheckpoint", "{'notes': 'good', 'tags': ['anime']}"),
            Map.entry("ReadCheckpoint", "{}"),
            Map.entry("MoveQueue", "{'source': 'gone', 'target': 'gone'}"),
            Map.entry("ChangeEndpoint", "{'initial_instance_count': 1}"),
            Map.entry("AddNode", "{'url': 'http://{user}:7860'}"),
            Map.entry("ChangeNode", "{'instance_types': ['ml.g5.*']}"),
            Map.entry("RemoveNode", "{}"),
            Map.entry("DrainNode", "{}"),
            Map.entry("ResumeNode", "{}"),
            Map.entry("CreateWebhook", "{'url': 'https://hooks.example/{user}'}"),
            Map.entry("DeleteWebhook", "{}"),
            Map.entry("EnableWebhook", "{}"),
            Map.entry("RedeliverWebhook", "{}"),
            Map.entry(
                    "CreateImport",
                    "{'checkpoint_type': 'Lora', 'sources': [{'url': 'https://models.example/import-{user}.safetensors'}]}"),
            Map.entry("PauseImport", "{}"),
            Map.entry("ResumeImport", "{}"),
            Map.entry("CancelImport", "{}"),
            Map.entry("SetImportCredential", "{'host': 'models.example', 'kind': 'bearer', 'secret': 's'}"),
            Map.entry("DeleteImportCredential", "{}"),
            Map.entry("DeleteTrainingJobs", "{'training_id_list': ['gone']}"),
            Map.entry(
                    "CreateDataset",
                    "{'dataset_name': 'set-{user}', 'content': [{'filename': 'a.png', 'name': 'a', 'type': 'image',"
                            + " 'params': {}}], 'params': {}}"),
            Map.entry("UpdateDataset", "{'status': 'Enabled'}"),
            Map.entry(
                    "CreateTrainJob",
                    "{'train_type': 'Stable-diffusion', 'model_id': 'gone', 'params': {'training_params':"
                            + " {'data_tar_list': ['s3://atelier/dataset/c'], 'training_instance_type':"
                            + " 'ml.g5.2xlarge'}, 'config_params': {}}}"),
            Map.entry(
                    "UpdateTrainJob", "{'train_job_id': '00000000-0000-4000-8000-000000000000', 'status': 'Training'}"),
            Map.entry("PostDataset", "{'dataset_name': 'post-{user}', 'content': [{'filename': 'a.png'}]}"),
            Map.entry("PutDataset", "{'dataset_name': 'gone', 'status': 'Enabled'}"),
            Map.entry("DeleteDatasets", "{'dataset_name_list': ['gone']}"));

    /** Required query parameters of operations. */
    private static final Map<String, String> QUERIES = Map.ofEntries(
            Map.entry("FindInferenceJob", NOWHERE),
            Map.entry("GetInferenceJobImageOutput", NOWHERE),
            Map.entry("GetInferenceJobParamOutput", NOWHERE),
            Map.entry("GetEndpointDeploymentJob", NOWHERE),
            Map.entry("GeneratePresignedUrlForUploading", "?key=upload/a.json"));

    private SampleRequests() {}

    static String query(String operation) {
        return QUERIES.getOrDefault(operation, "");
    }

    public static String body(String operation, String user, String permission) {
        String body = BODIES.get(operation);
        return body == null
                ? null
                : body.replace("{user}", user)
                        .replace("{permission}", permission)
                        .replace('\'', '"');
    }
}
