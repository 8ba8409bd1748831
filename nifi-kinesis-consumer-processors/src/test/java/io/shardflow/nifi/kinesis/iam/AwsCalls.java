/*
 * Copyright 2026 The Shardflow authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */
package io.shardflow.nifi.kinesis.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.shardflow.localstack.faults.ProxiedCall;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Tells action and resource of the calls of one application, as an account in one region sees them. Safe for any thread. */
final class AwsCalls {

    private final ObjectMapper json = new ObjectMapper();
    private final CBORMapper cbor = new CBORMapper();
    private final String region;
    private final String account;
    private final Set<String> streams = ConcurrentHashMap.newKeySet();

    AwsCalls(final String region, final String account) {
        this.region = region;
        this.account = account;
    }

    AwsCall of(final ProxiedCall call) {
        return switch (call.target().replaceAll("_.*", "")) {
            case "Kinesis" ->
                new AwsCall(
                        "kinesis:" + call.operation(), stream(body(call)) + ofConsumer(call.operation(), body(call)));
            case "DynamoDB" -> new AwsCall("dynamodb:" + call.operation(), table(body(call)));
            default -> new AwsCall("unknown:" + call.target(), "*");
        };
    }

    private JsonNode body(final ProxiedCall call) {
        try {
            return String.valueOf(call.contentType()).startsWith("application/x-amz-cbor")
                    ? cbor.readTree(call.body())
                    : json.readTree(call.body());
        } catch (final IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String stream(final JsonNode request) {
        final Optional<String> named =
                text(request, "StreamARN").or(() -> text(request, "StreamName").map(this::streamArn));
        if (named.isPresent()) {
            streams.add(named.get());
            return named.get();
        }
        if (request.has("ConsumerARN")) {
            return request.get("ConsumerARN").asText();
        }
        // an iterator or a token is of a stream that was named when it was asked for
        return request.has("ShardIterator") || request.has("NextToken") ? String.join(",", streams) : "*";
    }

    /** A consumer that is described by its name may not be there; its ARN would end with the time of its registration. */
    private static String ofConsumer(final String operation, final JsonNode request) {
        return operation.equals("DescribeStreamConsumer")
                ? text(request, "ConsumerName")
                        .map(name -> "/consumer/" + name + ":0")
                        .orElse("")
                : "";
    }

    private String streamArn(final String name) {
        return "arn:aws:kinesis:" + region + ':' + account + ":stream/" + name;
    }

    private String table(final JsonNode request) {
        return text(request, "TableName")
                .map(name -> name.startsWith("arn:") ? name : tableArn(name))
                .map(arn ->
                        arn + text(request, "IndexName").map("/index/"::concat).orElse(""))
                .orElse("*");
    }

    private String tableArn(final String name) {
        return "arn:aws:dynamodb:" + region + ':' + account + ":table/" + name;
    }

    private static Optional<String> text(final JsonNode request, final String field) {
        return Optional.ofNullable(request.path(field).textValue());
    }
}
