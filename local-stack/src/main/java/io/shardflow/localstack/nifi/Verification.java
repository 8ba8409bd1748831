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
package io.shardflow.localstack.nifi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * One step of what a component found when asked to verify its settings.
 *
 * @param outcome SUCCESSFUL, FAILED or SKIPPED
 */
public record Verification(String step, String outcome, String explanation) {

    /** The names of the steps that failed, in their order. */
    public static List<String> failed(final List<Verification> steps) {
        return steps.stream()
                .filter(step -> step.outcome().equals("FAILED"))
                .map(Verification::step)
                .toList();
    }

    /** What a step says; empty if there is none of that name. */
    public static String text(final List<Verification> steps, final String step) {
        return steps.stream()
                .filter(one -> one.step().equals(step))
                .map(Verification::explanation)
                .collect(Collectors.joining(" | "));
    }

    static List<Verification> ask(final NifiRest rest, final String components, final String id, final Duration limit) {
        final ObjectNode body = NifiRest.object();
        final ObjectNode request = body.putObject("request").put("componentId", id);
        // none: the present ones; the ones that can be read back have sensitive values masked
        request.putObject("properties");
        request.putObject("attributes");
        final JsonNode done = rest.background(
                components + id + "/config/verification-requests",
                body,
                answer -> answer.path("request"),
                asked -> asked.path("complete").asBoolean(),
                limit);
        if (done.hasNonNull("failureReason")) {
            throw new NifiException(
                    "verification failed: " + done.path("failureReason").asText());
        }
        return StreamSupport.stream(done.path("results").spliterator(), false)
                .map(result -> new Verification(
                        result.path("verificationStepName").asText(),
                        result.path("outcome").asText(),
                        result.path("explanation").asText("")))
                .toList();
    }
}
