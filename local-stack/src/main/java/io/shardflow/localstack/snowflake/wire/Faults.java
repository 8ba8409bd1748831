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
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What a control request lets go wrong with requests, or with their answers. Any thread. */
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

    /** One fault. Any thread. */
    private static final class Fault {
        private final String path;
        private final String sql;
        private final int status;
        private final SnowflakeError error;
        private final boolean executed;
        private final AtomicInteger skip;
        private final AtomicInteger left;
        private final Set<String> unanswered = ConcurrentHashMap.newKeySet();

        Fault(final JsonNode value) {
            path = value.path("path").asText("/");
            sql = value.path("sql").asText("");
            status = value.path("status").asInt();
            error = new SnowflakeError(
                    value.path("code").asText(""),
                    value.hasNonNull("sqlState") ? value.path("sqlState").asText() : null,
                    value.path("message").asText(""));
            executed = value.path("executed").asBoolean();
            skip = new AtomicInteger(value.path("skip").asInt());
            left = new AtomicInteger(value.path("times").asInt(Integer.MAX_VALUE));
        }

        boolean meets(final HttpFront.Call call) {
            if (!call.exchange().getRequestURI().getPath().startsWith(path)
                    || !call.body().path("sqlText").asText("").startsWith(sql)) {
                return false;
            }
            if (unanswered.contains(call.requestId())) {
                return true;
            }
            if (isUsedUp(skip) && !isUsedUp(left)) {
                if (status < 0 && !call.requestId().isEmpty()) {
                    unanswered.add(call.requestId());
                }
                return true;
            }
            return false;
        }

        private static boolean isUsedUp(final AtomicInteger count) {
            return count.getAndUpdate(n -> Math.max(0, n - 1)) == 0;
        }

        RuntimeException exception() {
            return status < 0 ? new Hooks.Dropped() : status > 0 ? new StatusException(status) : error;
        }
    }

    private final List<Fault> faults = new CopyOnWriteArrayList<>();
    private final AtomicLong met = new AtomicLong();

    /**
     * Adds one, of which the request says
     *
     * <ul>
     *   <li>{@code path}, {@code sql}: how the requests and their statements begin that meet it; all if it does not say
     *   <li>{@code skip}: how many of them it lets through first; none
     *   <li>{@code times}: how many then meet it; all
     *   <li>{@code executed}: whether they are carried out, and only their answer meets it; not
     *   <li>{@code status}: of HTTP, with nothing in it; 0 for an error of Snowflake's, with {@code code}, {@code sqlState}
     *       and {@code message}; negative for a connection that is closed without an answer, and again for each repetition
     *       of the request
     * </ul>
     */
    void add(final JsonNode value) {
        faults.add(new Fault(value));
    }

    void clear() {
        faults.clear();
    }

    /** How many requests have met one. */
    long met() {
        return met.get();
    }

    /**
     * @param executed whether the request has been carried out
     * @throws RuntimeException what goes wrong, if anything
     */
    void meet(final HttpFront.Call call, final boolean executed) {
        for (final Fault fault : faults) {
            if (fault.executed == executed && fault.meets(call)) {
                met.incrementAndGet();
                throw fault.exception();
            }
        }
    }
}
