#!/usr/bin/env bash
# Generates one image through the 1.5.0 API: creates an endpoint, creates an inference, uploads its payload, starts it,
# polls until it ends, downloads the image. MODEL=name.safetensors chooses another checkpoint.
# Needs bash and curl 7.76 or newer.
set -euo pipefail

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
  echo "usage: bash examples/first-image.sh URL API_KEY [OUTPUT_FILE]" >&2
  exit 2
fi
url=${1%/} key=$2 out=${3:-image.png}
model=${MODEL:-v1-5-pruned-emaonly.safetensors} prompt='a cute panda'
endpoint=esd-async-first-image # the service puts the endpoint's type before the name asked for

fail() {
  echo "first-image.sh: $*" >&2
  exit 1
}

# Sends one request and prints the response body; an error status ends the script with that body.
call() {
  local body
  body=$(curl -sS --max-time 60 --fail-with-body -H "x-api-key: $key" -H "username: api" \
    -H "Content-Type: application/json" "$@") || fail "${body:-no response from $url}"
  printf '%s' "$body"
}

# The first value of a field that is a string or a list of strings. A program of your own would use a JSON library.
field() { grep -o "\"$1\": *\[*\"[^\"]*" | head -n 1 | sed 's/.*"//'; }

the_endpoint() { call "$url/endpoints?limit=100" | tr '{' '\n' | grep "\"$endpoint\"" || true; }

the_job() { call "$url/inferences/$id"; }

# poll COMMAND FIELD WANTED SECONDS: runs the command once a second until that field of its output has the wanted value.
poll() {
  local json status deadline=$((SECONDS + $4))
  until json=$($1) && status=$(field "$2" <<<"$json") && [ "$status" = "$3" ]; do
    case ${status-} in [Ff]ailed) fail "$json" ;; esac
    [ $SECONDS -lt $deadline ] || fail "not $3 after $4 s: $json"
    sleep 1
  done
}

call "$url/ping" >/dev/null # an unknown key or URL is reported here
if [ -z "$(the_endpoint)" ]; then
  call "$url/endpoints" -d '{"endpoint_name": "first-image", "endpoint_type": "Async", "instance_type": "ml.g5.2xlarge",
    "initial_instance_count": "1", "autoscaling_enabled": false, "assign_to_roles": ["IT Operator"]}' >/dev/null
fi
poll the_endpoint endpoint_status InService 1800 # a second on GPU nodes of your own, more than ten minutes on SageMaker
echo "Endpoint $endpoint is in service."

job=$(call "$url/inferences" -d '{"inference_type": "Async", "task_type": "txt2img",
  "sagemaker_endpoint_name": "'"$endpoint"'",
  "models": {"Stable-diffusion": ["'"$model"'"], "VAE": ["Automatic"], "embeddings": []}}')
id=$(field id <<<"$job")
# The upload URL is signed and needs no key. Its body is what SD WebUI's own API takes.
curl -sS --fail-with-body -X PUT "$(field api_params_s3_upload_url <<<"$job")" \
  -d '{"prompt": "'"$prompt"'", "steps": 20, "seed": 1, "width": 512, "height": 512}'
call -X PUT "$url/inferences/$id/start" >/dev/null
echo "Inference $id is in progress."

poll the_job status succeed 900
curl -sS --fail-with-body -o "$out" "$(call "$url/inferences/$id" | field img_presigned_urls)"
echo "The image is in $out."
