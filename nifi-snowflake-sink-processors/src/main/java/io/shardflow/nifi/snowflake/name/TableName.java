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
package io.shardflow.nifi.snowflake.name;

import java.util.Optional;

/**
 * A table as settings name it; spellings of one name are equal.
 *
 * @param database empty for the session's own
 * @param schema empty for the session's own
 */
public record TableName(Optional<Identifier> database, Optional<Identifier> schema, Identifier table) {

    /** For people, not for SQL. */
    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder();
        database.ifPresent(name -> text.append(name).append('.'));
        schema.ifPresent(text::append);
        if (database.isPresent() || schema.isPresent()) {
            text.append('.');
        }
        return text.append(table).toString();
    }
}
