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

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What a client has set by its login and by ALTER SESSION. Used under the session's lock. */
public final class SessionParameters {
    private final Map<String, Object> values = new TreeMap<>();

    public void set(final String name, final Object value) {
        values.put(name, value);
    }

    public void unset(final String name) {
        values.remove(name);
    }

    public String get(final String name, final String otherwise) {
        final Object value = values.get(name);
        return value == null ? otherwise : value.toString();
    }

    /** Those that are set. */
    public Map<String, Object> all() {
        return Collections.unmodifiableMap(values);
    }

    public boolean autocommit() {
        return !get("AUTOCOMMIT", "true").equalsIgnoreCase("false");
    }
}
