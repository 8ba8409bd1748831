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
package io.shardflow.nifi.snowflake.jdbc;

import java.util.Optional;

/**
 * What a connection knows of its Snowflake session when its pool watches who has it; got by {@link
 * java.sql.Connection#unwrap}. One user at a time.
 */
public interface WatchedSession {

    /** Attribute with which a borrower tells its pool its name, for {@link org.apache.nifi.dbcp.DBCPService#getConnection(java.util.Map)}. */
    String BORROWER = "shardflow.borrower";

    /**
     * How the last user has left the session. Empty unless that user said so and nobody has had it since; and the second time
     * that it is asked for.
     */
    Optional<SessionState> found();

    /**
     * Whether somebody has had the session who may have left in it what no ROLLBACK takes back: another current schema, a
     * temporary table that hides a permanent one.
     */
    boolean isStrange();

    /** What the session was to have. */
    SessionWishes wishes();

    /** Said by a user who found that the session lacks what a new one may have: nobody else is to get it. */
    void spoil();

    /** Said right after it was borrowed, by a user who leaves no such thing behind. */
    void keep();

    /**
     * Said right before the connection is given back, by a user who knows: no transaction is open, and the settings are those
     * that {@link CleanConnection} makes. Whatever statement comes after it makes it untrue.
     */
    void leave(SessionState state);
}
