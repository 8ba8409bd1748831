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
package io.shardflow.nifi.snowflake.schema;

import io.shardflow.nifi.snowflake.name.Identifier;

/** Where the values of a field go. */
public sealed interface FieldTarget {

    /** Into a column that the table has. */
    record Existing(DescribedColumn column) implements FieldTarget {}

    /** Into a column of that name, which the table does not have. */
    record Missing(Identifier name) implements FieldTarget {}

    /** Nowhere: no column can take it. */
    record Barred(String cause, String remedy) implements FieldTarget {}
}
