@echo off
rem Runs Atelier: atelier [serve^|demo^|keys^|database^|store^|--help]. Builds it on first use and after a change of its
rem sources; needs a JDK 17 or newer, nothing else. Does what the script atelier beside it does elsewhere.
setlocal
set "here=%~dp0"
set "java=java.exe"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
set "target=%here%bootstrap\target"

set "version="
set "answer=%TEMP%\atelier-%RANDOM%.txt"
"%java%" -version 2>"%answer%"
if not errorlevel 1 for /f "usebackq tokens=1-3" %%a in ("%answer%") do if "%%b"=="version" set "version=%%~c"
del "%answer%"
if not defined version goto no_java
rem 8 and older call themselves 1.8.
if "%version:~0,2%"=="1." set "version=%version:~2%"
for /f "tokens=1 delims=.-_" %%v in ("%version%") do set "version=%%v"
if %version% lss 17 goto old_java

"%java%" "%here%bootstrap\src\main\launcher\UpToDate.java" "%here%." "%target%\atelier.jar"
if not errorlevel 1 goto run
echo Building Atelier; this takes a few minutes ...>&2
call "%here%mvnw.cmd" -q -B --no-transfer-progress -DskipTests package >&2
if errorlevel 1 goto not_built

:run
set "options=brief"
if "%~1"=="" set "options=serve"
if "%~1"=="serve" set "options=serve"
set classdata="-XX:SharedArchiveFile=%target%\atelier.jsa" "-Xlog:cds*=off"
if %version% geq 25 set classdata="-XX:AOTCache=%target%\atelier.aot" "-Xlog:cds*=off" "-Xlog:aot*=off"
"%java%" %classdata% "@%here%bootstrap\src\main\launcher\%options%.options" %JAVA_OPTS% -jar "%target%\atelier.jar" %*
exit /b %errorlevel%

:no_java
echo atelier: no java found. Install a JDK 17 or newer, or set JAVA_HOME.>&2
exit /b 1

:old_java
echo atelier: %java% is Java %version%. Install a JDK 17 or newer, or set JAVA_HOME to one.>&2
exit /b 1

:not_built
echo atelier: the build failed; the lines above say why.>&2
exit /b 1
