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
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A processor or controller service as NiFi shows it.
 *
 * @param type the class
 * @param state of a processor what was asked of it: RUNNING, STOPPED, DISABLED; of a service: ENABLED, ENABLING, DISABLING, DISABLED
 * @param validation VALID, INVALID or VALIDATING
 * @param errors why it is not valid
 * @param activeThreads threads at work in a processor, the one that stops it among them; 0 for a service
 */
public record Component(
        String id,
        String groupId,
        String name,
        String type,
        String state,
        String validation,
        List<String> errors,
        int activeThreads) {

    static Component of(final JsonNode entity) {
        final JsonNode component = entity.path("component");
        return new Component(
                entity.path("id").asText(),
                component.path("parentGroupId").asText(),
                component.path("name").asText(),
                component.path("type").asText(),
                component.path("state").asText(),
                component.path("validationStatus").asText(),
                StreamSupport.stream(component.path("validationErrors").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList(),
                entity.path("status")
                        .path("aggregateSnapshot")
                        .path("activeThreadCount")
                        .asInt());
    }

    static List<Component> listOf(final JsonNode entities) {
        return StreamSupport.stream(entities.spliterator(), false)
                .map(Component::of)
                .toList();
    }

    /** Whether it has been started; its @OnScheduled methods may be at work still. */
    boolean runs() {
        return state.equals("RUNNING");
    }

    /** Whether it has stopped for good: no thread is left in it, its @OnStopped methods have returned. */
    boolean hasStopped() {
        return !runs() && activeThreads == 0;
    }

    /** The name and what holds it back, for messages. */
    String problem() {
        return "%s (%s) is %s%s"
                .formatted(
                        name,
                        id,
                        validation.equals("VALID") ? state : validation,
                        errors.isEmpty() ? "" : ": " + errors);
    }
}
