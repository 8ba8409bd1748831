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
package io.shardflow.localstack.chaos.plan;

/** What is done to a NiFi, or to a processor in it. */
public enum NodeAction {
    KILL("kill -9 of NiFi"),
    STOP("stop of NiFi"),
    FREEZE("freeze of NiFi"),
    STOP_CONSUMER("stop of the consumer"),
    STOP_SINK("stop of the sink");

    private final String text;

    NodeAction(final String text) {
        this.text = text;
    }

    boolean isOfAProcessor() {
        return this == STOP_CONSUMER || this == STOP_SINK;
    }

    @Override
    public String toString() {
        return text;
    }
}
