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
package io.shardflow.localstack.snowflake.wire;

import com.fasterxml.jackson.databind.JsonNode;
import io.shardflow.localstack.snowflake.error.SnowflakeError;
import io.shardflow.localstack.snowflake.transaction.Hooks;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** What a control request lets go wrong with requests before they are looked at. Any thread. */
final class Faults {

    /** An answer with an HTTP status other than 200, and nothing in it. */
    static final class StatusException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;

        StatusException(final int status) {
            super("HTTP status " + status, null, false, false);
            this.status = status;
        }

        int status() {
            return status;
        }
    }

    /**
     * One fault.
     *
     * @param path how the path of the request begins
     * @param sql how its statement begins; empty for any, also none
     * @param status of HTTP; 0 for an error of Snowflake's; negative for a connection that is closed without an answer
     * @param left how often it will still happen
     */
    private record Fault(String path, String sql, int status, SnowflakeError error, AtomicInteger left) {}

    private final List<Fault> faults = new CopyOnWriteArrayList<>();

    void add(final JsonNode value) {
        faults.add(new Fault(
                value.path("path").asText("/"),
                value.path("sql").asText(""),
                value.path("status").asInt(),
                new SnowflakeError(
                        value.path("code").asText(""),
                        value.hasNonNull("sqlState") ? value.path("sqlState").asText() : null,
                        value.path("message").asText("")),
                new AtomicInteger(value.path("times").asInt(Integer.MAX_VALUE))));
    }

    void clear() {
        faults.clear();
    }

    /** @throws RuntimeException what goes wrong, if anything */
    void meet(final HttpFront.Call call) {
        final String path = call.exchange().getRequestURI().getPath();
        final String sql = call.body().path("sqlText").asText("");
        for (final Fault fault : faults) {
            if (path.startsWith(fault.path())
                    && sql.startsWith(fault.sql())
                    && fault.left().getAndUpdate(n -> Math.max(0, n - 1)) > 0) {
                throw fault.status() < 0
                        ? new Hooks.Dropped()
                        : fault.status() > 0 ? new StatusException(fault.status()) : fault.error();
            }
        }
    }
}
