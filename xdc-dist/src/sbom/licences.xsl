<?xml version="1.0" encoding="UTF-8"?>
<!--
  Gives components of the bill of materials the licences that they have where their poms name none or others, and fails
  where a component has none. The sources are named in docs/decisions/releases.md.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
    xmlns:b="http://cyclonedx.org/schema/bom/1.6" xmlns="http://cyclonedx.org/schema/bom/1.6" exclude-result-prefixes="b">
  <xsl:output encoding="UTF-8" indent="yes"/>
  <xsl:strip-space elements="*"/>

  <xsl:template match="@*|node()">
    <xsl:copy>
      <xsl:apply-templates select="@*|node()"/>
    </xsl:copy>
  </xsl:template>

  <!-- FFmpeg's programs and libraries; Bytedeco's pom names the licences of its own code. -->
  <xsl:template match="b:component[starts-with(b:purl, 'pkg:maven/org.bytedeco/ffmpeg@') and contains(b:purl, 'classifier=')]/b:licenses">
    <licenses>
      <expression>LGPL-3.0-or-later</expression>
    </licenses>
  </xsl:template>

  <!-- A choice of licences, which the pom gives as a list. -->
  <xsl:template match="b:component[b:group = 'org.bytedeco' and not(b:name = 'ffmpeg' and contains(b:purl, 'classifier='))]/b:licenses">
    <licenses>
      <expression>Apache-2.0 OR GPL-2.0-or-later OR GPL-2.0-only WITH Classpath-exception-2.0</expression>
    </licenses>
  </xsl:template>
  <xsl:template match="b:component[b:group = 'net.java.dev.jna']/b:licenses">
    <licenses>
      <expression>LGPL-2.1-or-later OR Apache-2.0</expression>
    </licenses>
  </xsl:template>

  <!-- libtorch with oneMKL inside and GCC's libgomp beside it; DJL's pom names the licence of DJL. -->
  <xsl:template match="b:component[b:name = 'pytorch-native-cpu']/b:licenses">
    <licenses>
      <expression>BSD-3-Clause AND Apache-2.0 AND LicenseRef-Intel-Simplified-Software-License AND GPL-3.0-or-later WITH GCC-exception-3.1</expression>
    </licenses>
  </xsl:template>

  <!-- The pom says "BSD", which is taken for the licence with four clauses. -->
  <xsl:template match="b:component[b:group = 'de.bwaldvogel' and b:name = 'liblinear']/b:licenses">
    <licenses>
      <license>
        <id>BSD-3-Clause</id>
      </license>
    </licenses>
  </xsl:template>

  <!-- Its pom names none. -->
  <xsl:template match="b:component[b:group = 'com.grack' and b:name = 'nanojson']/b:purl">
    <licenses>
      <expression>Apache-2.0 OR MIT</expression>
    </licenses>
    <xsl:copy-of select="."/>
  </xsl:template>

  <xsl:template match="/b:bom/b:components/b:component[not(b:licenses/*) and not(b:group = 'com.grack' and b:name = 'nanojson')]">
    <xsl:message terminate="yes">
      <xsl:value-of select="concat(b:purl, ' has no licence in its pom: add it to xdc-dist/src/sbom/licences.xsl')"/>
    </xsl:message>
  </xsl:template>
</xsl:stylesheet>
