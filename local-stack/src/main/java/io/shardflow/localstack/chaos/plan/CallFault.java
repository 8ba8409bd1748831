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

import java.util.EnumSet;
import java.util.Set;

/** What a proxy does to calls between a NiFi and a service. */
public enum CallFault {
    CUT("connections cut and refused", Set.of(Backend.values())),
    HANG_UP("connections closed before the call arrives", Set.of(Backend.values())),
    LOST_ANSWER("calls done and not answered", Set.of(Backend.values())),
    UNAVAILABLE("status 503", Set.of(Backend.values())),
    THROTTLED("throttled", EnumSet.of(Backend.KINESIS, Backend.DYNAMODB)),
    DELAYED("two seconds of latency", Set.of(Backend.values())),
    TRUNCATED("answers cut off", Set.of(Backend.values())),
    REPEATED("calls delivered twice", Set.of(Backend.values())),
    SILENT("no answers", Set.of(Backend.values()));

    private final String text;
    private final Set<Backend> backends;

    CallFault(final String text, final Set<Backend> backends) {
        this.text = text;
        this.backends = backends;
    }

    /** Whether calls of the service can meet it. */
    boolean concerns(final Backend backend) {
        return backends.contains(backend);
    }

    @Override
    public String toString() {
        return text;
    }
}
