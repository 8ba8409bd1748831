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
package io.shardflow.nifi.snowflake.settings;

import io.shardflow.nifi.snowflake.name.TableName;

/** Where a FlowFile goes; equal for those that wait together. */
public sealed interface Destination {

    /** Into a table. */
    record Table(TableName name) implements Destination {}

    /**
     * Into none.
     *
     * @param reason names the property
     */
    record Nowhere(String reason) implements Destination {}
}
