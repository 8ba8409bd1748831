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
package io.shardflow.localstack.snowflake.session;

import io.shardflow.localstack.snowflake.error.SnowflakeError;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Open sessions by their token. Safe for use by several threads. */
public final class Sessions {
    private final StandIn standIn;
    private final AtomicLong lastId = new AtomicLong();
    private final Map<String, Session> byToken = new ConcurrentHashMap<>();

    Sessions(final StandIn standIn) {
        this.standIn = standIn;
    }

    public record Opened(String token, String masterToken, Session session) {}

    public Opened open(final String user) throws SQLException {
        final Session session = new Session(lastId.incrementAndGet(), standIn, user, standIn.connect());
        final String token = "st-" + UUID.randomUUID();
        byToken.put(token, session);
        return new Opened(token, "mt-" + UUID.randomUUID(), session);
    }

    /** The session of an Authorization header. */
    public Session of(final String authorization) {
        final int from = authorization == null ? -1 : authorization.indexOf("Token=\"");
        final Session session =
                from < 0 ? null : byToken.get(authorization.substring(from + 7).replace("\"", ""));
        if (session == null || session.closed()) {
            throw new SnowflakeError(
                    "390111", null, "Session no longer exists. New login required to access the service.");
        }
        session.statements().active();
        return session;
    }

    /** Gives an open session another token; the old one ends. */
    public String renew(final Session session) {
        final String token = "st-" + UUID.randomUUID();
        byToken.values().remove(session);
        byToken.put(token, session);
        return token;
    }

    public void close(final Session session) {
        byToken.values().remove(session);
        session.close();
    }

    public Collection<Session> all() {
        return List.copyOf(byToken.values());
    }

    void closeAll() {
        all().forEach(this::close);
    }
}
