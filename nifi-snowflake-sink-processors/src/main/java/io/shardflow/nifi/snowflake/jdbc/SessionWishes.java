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
import java.util.Properties;

/**
 * What a login asked for its session to have, as the pool's settings say it. Snowflake leaves out what the role may not use, and
 * opens the session all the same.
 */
public record SessionWishes(
        Optional<String> role, Optional<String> warehouse, Optional<String> database, Optional<String> schema) {

    /** Of a pool that does not say. */
    public static final SessionWishes UNKNOWN =
            new SessionWishes(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /** @param login the driver's properties */
    public static SessionWishes of(final Properties login) {
        return new SessionWishes(
                text(login, "role"), text(login, "warehouse"), text(login, "db"), text(login, "schema"));
    }

    private static Optional<String> text(final Properties login, final String key) {
        return Optional.ofNullable(login.getProperty(key)).filter(value -> !value.isBlank());
    }
}
